"""GOV.UK Notify, webhooks and chats, each against a real server on this machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from delivery.local_server import Answer, Asked, LocalServer
from tocsin.delivery.channels.chat import ChatWay
from tocsin.delivery.channels.notify import NotifyWay
from tocsin.delivery.channels.webhook import WebhookWay, is_genuine, sign, webhook_secret
from tocsin.delivery.parcel import Outcome, Parcel, Way

KEY = "desk-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"
SECRET = webhook_secret(b"s" * 32, "s1")


def parcel(address: str, **changes: object) -> Parcel:
    fields: dict[str, object] = {
        "id": "1",
        "address": address,
        "message_id": "<k7q-4m2.1.s1@desk.example>",
        "subject": "Callers say they are Microsoft",
        "text": "Hang up.",
        "sms": "Marlshire Fraud Desk, alert: hang up.",
        "document": {"format": "tocsin-publication-1", "alert": {"code": "K7Q-4M2"}},
        "leave_url": "https://desk.example/leave/x",
        "subscriber": "s1",
    }
    return Parcel(**{**fields, **changes})  # type: ignore[arg-type]


def one(way: Way, given: Parcel) -> Outcome:
    [outcome] = list(way.send_all((given,)))
    return outcome


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[Asked], Answer | None]], LocalServer]]:
    servers: list[LocalServer] = []

    def start(answer: Callable[[Asked], Answer | None]) -> LocalServer:
        servers.append(LocalServer(answer))
        return servers[-1]

    yield start
    for each in servers:
        each.close()


# --- Notify ------------------------------------------------------------------------------------------


class Notify:
    """What Notify answers: it keeps what it took, by reference."""

    def __init__(self) -> None:
        self.taken: list[dict[str, object]] = []
        self.fault: Answer | None = None
        self.hang_up_after_taking = False

    def __call__(self, asked: Asked) -> Answer | None:
        if asked.method == "GET":
            reference = (
                asked.path.partition("reference=")[2].replace("%3C", "<").replace("%3E", ">").replace("%40", "@")
            )
            found = [each for each in self.taken if each["reference"] == reference]
            return 200, {"notifications": found, "links": {}}
        if self.fault is not None:
            return self.fault
        self.taken.append({**asked.json, "status": "sending"})
        if self.hang_up_after_taking:
            self.hang_up_after_taking = False
            return None
        return 201, {"id": "740e5834-3a29-46b4-9a6f-16142fde533a", "reference": asked.json["reference"]}


def test_notify_takes_an_e_mail_with_its_reference_and_the_link_to_leave(serve) -> None:
    notify = Notify()
    server = serve(notify)
    way = NotifyWay(KEY, kind="email", template="t-1", url=server.url)
    assert one(way, parcel("ada@post.example")).error is None
    [taken] = notify.taken
    assert taken["reference"] == "<k7q-4m2.1.s1@desk.example>"
    assert taken["personalisation"] == {"subject": "Callers say they are Microsoft", "body": "Hang up."}
    assert taken["one_click_unsubscribe_url"] == "https://desk.example/leave/x"
    assert server.asked[0].headers["authorization"].startswith("Bearer ")


def test_notify_takes_a_text_message_to_a_uk_mobile_only(serve) -> None:
    notify = Notify()
    way = NotifyWay(KEY, kind="sms", template="t-2", url=serve(notify).url)
    assert one(way, parcel("+447700900123")).error is None
    assert notify.taken[0]["personalisation"] == {"body": "Marlshire Fraud Desk, alert: hang up."}
    refused = one(way, parcel("+33123456789")).error
    assert refused is not None
    assert refused.permanent


def test_a_send_in_doubt_is_settled_by_notifys_reference_and_nothing_goes_twice(serve) -> None:
    notify = Notify()
    way = NotifyWay(KEY, kind="email", template="t-1", url=serve(notify).url)
    notify.hang_up_after_taking = True
    doubtful = one(way, parcel("ada@post.example")).error
    assert doubtful is not None
    assert doubtful.in_doubt
    assert one(way, parcel("ada@post.example", seen_before=True)).error is None
    assert len(notify.taken) == 1
    assert (
        one(way, parcel("ben@post.example", message_id="<k7q-4m2.1.s2@desk.example>", seen_before=True)).error is None
    )
    assert len(notify.taken) == 2  # this one it never had


@pytest.mark.parametrize(
    ("status", "message", "permanent", "in_doubt", "said"),
    [
        (400, "email_address Not a valid email address", True, False, "Not a valid"),
        (400, "Missing personalisation: body", False, False, r"\(\(body\)\)"),
        (403, "Invalid token: service not found", False, False, "TOCSIN_NOTIFY_API_KEY"),
        (429, "Exceeded rate limit", False, False, "no more for now"),
        (500, "Internal server error", False, True, "did not answer"),
    ],
)
def test_what_notify_refuses_says_whether_trying_again_helps(
    serve, status: int, message: str, permanent: bool, in_doubt: bool, said: str
) -> None:
    notify = Notify()
    notify.fault = (status, {"status_code": status, "errors": [{"error": "BadRequestError", "message": message}]})
    refused = one(NotifyWay(KEY, kind="email", template="t", url=serve(notify).url), parcel("ada@post.example")).error
    assert refused is not None
    assert (refused.permanent, refused.in_doubt) == (permanent, in_doubt)
    with pytest.raises(type(refused), match=said):
        raise refused


def test_notify_says_what_became_of_a_message(serve) -> None:
    notify = Notify()
    way = NotifyWay(KEY, kind="email", template="t-1", url=serve(notify).url)
    assert way.became_of(parcel("ada@post.example")) == "unknown"
    one(way, parcel("ada@post.example"))
    notify.taken[0]["status"] = "delivered"
    assert way.became_of(parcel("ada@post.example")) == "delivered"
    notify.taken[0]["status"] = "permanent-failure"
    assert way.became_of(parcel("ada@post.example")) == "returned"


# --- webhooks ----------------------------------------------------------------------------------------


def hook(*, private: bool = True) -> WebhookWay:
    return WebhookWay(lambda subscriber: webhook_secret(b"s" * 32, subscriber), private=private)


def test_a_webhook_is_signed_and_cannot_be_played_back(serve) -> None:
    server = serve(lambda asked: (204, {}))
    outcome = one(hook(), parcel(f"{server.url}/alerts?desk=1"))
    assert outcome.error is None
    assert outcome.delivered
    [asked] = server.asked
    assert asked.path == "/alerts?desk=1"
    assert asked.json["alert"]["code"] == "K7Q-4M2"
    signed = {
        "message_id": asked.headers["webhook-id"],
        "stamp": asked.headers["webhook-timestamp"],
        "signature": asked.headers["webhook-signature"],
        "body": asked.body,
    }
    seen: set[str] = set()
    now = time.time()
    assert not is_genuine(webhook_secret(b"s" * 32, "s2"), **signed, now=now, seen=seen)
    assert not is_genuine(SECRET, **{**signed, "body": asked.body + b" "}, now=now, seen=seen)
    assert not is_genuine(SECRET, **{**signed, "stamp": str(int(now) + 1)}, now=now, seen=seen)
    assert not is_genuine(SECRET, **signed, now=now + 301, seen=seen)
    assert is_genuine(SECRET, **signed, now=now, seen=seen)
    assert not is_genuine(SECRET, **signed, now=now, seen=seen)  # played back


def test_a_webhook_is_signed_as_the_standard_says() -> None:
    # The example of the Standard Webhooks specification's own libraries.
    signature = sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}'
    )
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/x", "https://10.1.2.3/x", "https://192.168.0.1/x", "https://169.254.169.254/latest",
        "https://[::1]/x", "https://[::ffff:10.0.0.1]/x", "https://[64:ff9b::a00:1]/x", "https://localhost/x",
        "http://93.184.216.34/x", "https://user:word@93.184.216.34/x", "ftp://93.184.216.34/x",
    ],
)  # fmt: skip
def test_a_webhook_never_reaches_into_our_own_network(url: str) -> None:
    refused = one(hook(private=False), parcel(url)).error
    assert refused is not None
    assert refused.permanent


@pytest.mark.parametrize(("status", "permanent"), [(500, False), (429, False), (302, False), (404, False), (410, True)])
def test_a_webhook_that_is_not_taken_is_tried_again_unless_it_is_gone(serve, status: int, permanent: bool) -> None:
    refused = one(hook(), parcel(serve(lambda asked: (status, {})).url)).error
    assert refused is not None
    assert (refused.permanent, refused.in_doubt) == (permanent, False)


def test_a_webhook_without_an_answer_is_in_doubt_and_without_a_server_is_not(serve) -> None:
    silent = one(hook(), parcel(serve(lambda asked: None).url)).error
    assert silent is not None
    assert silent.in_doubt
    gone = serve(lambda asked: (200, {}))
    gone.close()
    away = one(hook(), parcel(gone.url)).error
    assert away is not None
    assert not away.in_doubt


# --- chats -------------------------------------------------------------------------------------------


def test_a_chat_service_on_the_list_gets_the_alert(serve) -> None:
    server = serve(lambda asked: (200, {}))
    outcome = one(ChatWay(allowed=("ntfy",)), parcel(f"ntfy://127.0.0.1:{server.port}/fraud-alerts"))
    assert outcome.error is None
    said = server.asked[0].body.decode() + str(server.asked[0].headers)
    assert "Hang up." in said


@pytest.mark.parametrize("url", ["json://127.0.0.1/x", "syslog://", "dbus://", "not an address"])
def test_a_service_that_is_not_on_the_list_is_never_called(url: str) -> None:
    refused = one(ChatWay(allowed=("ntfy", "slack")), parcel(url)).error
    assert refused is not None
    assert refused.permanent
    assert "TOCSIN_CHAT_SERVICES" in refused.fix


def test_a_service_that_does_not_take_it_is_tried_again(serve) -> None:
    server = serve(lambda asked: (500, {}))
    refused = one(ChatWay(allowed=("ntfy",)), parcel(f"ntfy://127.0.0.1:{server.port}/fraud-alerts")).error
    assert refused is not None
    assert not refused.permanent
