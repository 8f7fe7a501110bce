"""The fast way to write an e-mail gives exactly what the slow one does, and a link to leave that mail programs find."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.policy import default

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tocsin.alerts.formats.email import POLICY, render_email
from tocsin.records import Desk, Publication

TOKEN = some.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.", min_size=1, max_size=120)
ADDRESS = some.builds(
    lambda name, host: f"{name}@{host}.example",
    some.text("abcdefghijklmnopqrstuvwxyz0123456789._+-'é", min_size=1, max_size=64),
    some.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=60),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(address=ADDRESS, subscriber=TOKEN, manage=TOKEN, leave=TOKEN)
def test_filling_in_gives_the_bytes_that_building_gives(
    publication: Publication, desk: Desk, address: str, subscriber: str, manage: str, leave: str
) -> None:
    values = {
        "address": address,
        "message_id": f"<k7q-4m2.1.{subscriber}@{desk.sender}>",
        "manage_url": f"{desk.url}/manage/{manage}",
        "leave_url": f"{desk.url}/leave/{leave}",
    }
    template = render_email(publication, desk)
    policy = POLICY if address.isascii() else POLICY.clone(utf8=True)
    for _ in range(2):  # the second time it is only filled in
        assert template.as_sent(**values) == template.for_recipient(**values).as_bytes(policy=policy)


def test_a_real_link_to_leave_stands_in_its_header_as_it_is(publication: Publication, desk: Desk) -> None:
    leave = f"https://alerts.marlshire.example/leave/{'a' * 24}.{'b' * 43}"
    sent = render_email(publication, replace(desk, url="https://alerts.marlshire.example")).as_sent(
        address="jo@post.example",
        message_id=f"<k7q-4m2.1.{'a' * 24}@alerts.of.a.very.long.name.of.a.desk.marlshire.example>",
        manage_url=leave,
        leave_url=leave,
    )
    assert f"\r\nList-Unsubscribe: <{leave}>\r\n".encode() in sent
    assert message_from_bytes(sent, policy=default)["List-Unsubscribe"] == f"<{leave}>"
    assert b"=?utf-8?" not in sent.partition(b"\r\n\r\n")[0]
