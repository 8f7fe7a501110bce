"""A number or a link alone, a picture, a call that is listened to, an answer that was wrong; and that nothing of it is kept."""

from __future__ import annotations

import io
import logging
from email import message_from_bytes, policy
from urllib.parse import unquote

import pytest
from lxml import html
from PIL import Image, ImageDraw, ImageFont

from tocsin.sources import pictures
from web.cast import MICROSOFT_CALL, House, a_published_alert, text_of

SECRET = "Marmaduke-Quill-4471"  # a word that stands nowhere else


def steps_shown(page: html.HtmlElement, stage: str) -> str:
    return text_of(page.xpath(f"//*[@data-stage='{stage}']")[0])


def test_the_stage_that_the_words_tell_of_is_chosen_and_every_other_is_one_tap_away(house: House) -> None:
    paid = MICROSOFT_CALL + " I let him in and paid him £400 by bank transfer."
    for text, chosen in ((MICROSOFT_CALL, "approached"), (paid, "paid")):
        page = html.document_fromstring(house.outsider().post("/check", data={"text": text}).text)
        assert page.xpath("//input[@name='stage'][@checked]/@value") == [chosen]
        assert page.xpath("//input[@name='stage']/@value") == [
            "approached",
            "shared_details",
            "gave_access",
            "paid",
            "on_call",
        ]
        assert "159" in steps_shown(page, "paid")
        assert "Hang up" in steps_shown(page, "on_call")


def test_whoever_is_on_the_phone_is_told_to_hang_up_once(house: House) -> None:
    for text in (f"{MICROSOFT_CALL} He is on the phone now.", MICROSOFT_CALL):
        page = html.document_fromstring(house.outsider().post("/check", data={"text": text}).text)
        steps = [text_of(one) for one in page.xpath("//*[@data-stage='on_call']//li")]
        assert steps[0].startswith("Hang up now.")
        assert len(steps) > 1
        assert not [one for one in steps[1:] if one in {"Put the phone down.", "Put the phone down now."}]


def test_a_number_to_ring_can_be_tapped(house: House) -> None:
    page = html.document_fromstring(house.outsider().post("/check", data={"text": MICROSOFT_CALL}).text)
    assert page.xpath("//*[@data-stage='shared_details']//a[@href='tel:159']")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("0909 879 0123", "That number was faked"),
        ("07700 900123", "Nobody can say who rings from this number"),
        ("evri-parcel.example/x", "Do not open"),
        ("someone@mail.example", "We do not know who writes from this address"),
    ],
)
def test_a_number_a_link_or_an_address_alone_is_looked_up(house: House, given: str, said: str) -> None:
    answer = house.outsider().post("/check", data={"text": f"  {given} \n"})
    assert answer.status_code == 200
    words = text_of(answer.text)
    assert said in words
    assert "safe" not in words.replace("that does not mean it is safe", "")
    assert given.split("@")[0] in words


def test_whoever_was_told_to_ring_a_number_says_so_with_one_tap(house: House) -> None:
    client = house.outsider()
    page = html.document_fromstring(client.post("/check", data={"text": "07700 900123"}).text)
    form = page.xpath("//form[.//button[contains(., 'told to ring it')]]")[0]
    fields = dict(zip(form.xpath(".//input/@name"), form.xpath(".//input/@value"), strict=True))
    assert "who answers this number" in text_of(client.post(form.get("action"), data=fields).text)


def test_words_beside_a_number_are_checked_as_words(house: House) -> None:
    answer = house.outsider().post("/check", data={"text": f"{MICROSOFT_CALL} Ring 07700 900123."})
    assert "Why we think so" in answer.text


def a_picture(words: str, *, dark: bool = False) -> bytes:
    image = Image.new("RGB", (900, 420), "#202020" if dark else "#ffffff")
    draw = ImageDraw.Draw(image)
    draw.multiline_text(
        (40, 40), words, fill="#f0f0f0" if dark else "#111111", font=ImageFont.load_default(40), spacing=18
    )
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize("dark", [False, True])
def test_the_words_of_a_screenshot_are_shown_for_correction_and_nothing_is_kept(house: House, dark: bool) -> None:
    if not pictures.can_read_words():
        pytest.skip("tesseract is not installed")
    kept_before = sorted(path for path in house.installation.data_folder.rglob("*") if path.suffix == ".png")
    picture = a_picture("Evri: your parcel is held.\nPay the fee of 1.99 today at\nevri-fee.example", dark=dark)
    answer = house.outsider().post("/picture", files={"picture": ("shot.png", picture, "image/png")})
    assert answer.status_code == 200
    page = html.document_fromstring(answer.text)
    words = page.xpath("string(//textarea[@name='text'])")
    assert "your parcel is held" in words
    assert "evri-fee.example" in words
    assert "Mend what is wrong" in text_of(page)
    assert answer.headers["cache-control"] == "no-store"
    assert sorted(path for path in house.installation.data_folder.rglob("*") if path.suffix == ".png") == kept_before


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "There is no picture."),
        (b"not a picture", "We cannot open this picture."),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "We cannot open this picture."),
        (b"%PDF-1.7 " + b"x" * 100, "We cannot open this picture."),
    ],
)
def test_a_picture_that_cannot_be_read_is_answered_with_a_sentence(house: House, data: bytes, said: str) -> None:
    answer = house.outsider().post("/picture", files={"picture": ("shot.png", data, "image/png")})
    assert answer.status_code == 422
    assert said in text_of(answer.text)


def test_a_qr_code_is_read_and_looked_up_like_any_link(house: House) -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    code = zxingcpp.create_barcode("https://parking-pay.example/pay", zxingcpp.BarcodeFormat.QRCode)
    image = Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=6)).convert("RGB")
    page = Image.new("RGB", (600, 600), "white")
    page.paste(image, (60, 60))
    file = io.BytesIO()
    page.save(file, "JPEG")
    answer = house.outsider().post("/picture", files={"picture": ("photo.jpg", file.getvalue(), "image/jpeg")})
    words = html.document_fromstring(answer.text).xpath("string(//textarea[@name='text'])")
    assert "https://parking-pay.example/pay" in words


def test_a_desk_that_can_read_no_pictures_does_not_offer_to(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "I have a photo" in house.outsider().get("/").text
    monkeypatch.setattr("tocsin.web.routes.check.can_read_pictures", lambda: False)
    assert "I have a photo" not in house.outsider().get("/").text


def test_a_call_is_followed_by_posts_alone_and_nothing_is_kept(house: House) -> None:
    client = house.outsider()
    page = html.document_fromstring(client.post("/call", data={"words": "Hello.", "speaker": "callee"}).text)
    assert not page.xpath("//*[@role='alert']")
    turns = [str(one) for one in page.xpath("//form[@data-live]//input[@name='turn']/@value")]
    assert turns == ["callee|Hello."]
    alarming = "Buy gift cards and read me the codes. Tell nobody."
    answer = client.post("/call", data={"turn": turns, "words": alarming, "speaker": "caller"})
    assert answer.headers["cache-control"] == "no-store"
    page = html.document_fromstring(answer.text)
    assert "Hang up now" in text_of(page.xpath("//*[@role='alert']")[0])
    assert page.xpath("//*[@class='lamps']/li[@class='on']")
    assert page.xpath("//a[@href='tel:159']")
    turns = [str(one) for one in page.xpath("//form[@data-live]//input[@name='turn']/@value")]
    back = html.document_fromstring(client.post("/call", data={"turn": turns, "back": "1"}).text)
    assert back.xpath("//form[@data-live]//input[@name='turn']/@value") == ["callee|Hello."]
    assert client.post("/call", data={"words": " "}).status_code == 422


def test_a_call_that_was_tampered_with_is_only_a_shorter_call(house: House) -> None:
    answer = house.outsider().post(
        "/call", data={"turn": ["nobody|hello", "caller|", "<script>|x"], "words": "Hello.", "speaker": "x"}
    )
    assert answer.status_code == 200
    assert html.document_fromstring(answer.text).xpath("//form[@data-live]//input[@name='turn']/@value") == [
        "caller|Hello."
    ]


def letters_of(house: House) -> list[str]:
    found = []
    for path in sorted(house.installation.outbox.glob("*.eml"), key=lambda one: one.stat().st_mtime_ns):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = message.get_body(("plain",))
        assert body is not None
        found.append(str(body.get_content()))
    return found


def test_an_answer_that_was_wrong_is_told_to_the_desk_with_the_words_only_when_allowed(house: House) -> None:
    client = house.outsider()
    told = {"text": f"{SECRET} rang from 07700 900123", "level": "scam", "truth": "genuine", "why": "It was my bank."}
    assert "Thank you" in client.post("/wrong/send", data=told).text
    assert "It was my bank." in letters_of(house)[-1]
    assert SECRET not in letters_of(house)[-1]
    assert "Thank you" in client.post("/wrong/send", data={**told, "keep": "yes"}).text
    assert "900123" not in letters_of(house)[-1]  # personal data is hidden
    assert "rang from" in letters_of(house)[-1]
    refused = client.post("/wrong/send", data={**told, "truth": ""})
    assert refused.status_code == 422
    assert html.document_fromstring(refused.text).xpath("string(//input[@name='text']/@value)") == told["text"]


def test_what_was_typed_is_in_no_log_no_address_no_cache_and_no_file(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    client = house.outsider()
    word = "Peregrine-Wallop-9902"
    text = f"{MICROSOFT_CALL} {word}"
    with caplog.at_level(logging.DEBUG):
        for path, fields in (
            ("/check", {"text": text}),
            ("/check", {"text": text, "how": "easy"}),
            ("/cy/large/check", {"text": text}),
            ("/call", {"words": text, "speaker": "caller"}),
            ("/report/new", {"text": text}),
            ("/wrong", {"text": text, "level": "scam"}),
        ):
            answer = client.post(path, data=fields)
            assert answer.status_code == 200, path
            assert answer.headers["cache-control"] == "no-store", path
            page = html.document_fromstring(answer.text)
            addresses = [unquote(str(one)) for one in page.xpath("//@href | //@action | //@src | //@data-share")]
            assert not [one for one in addresses if word in one], path
    assert word not in caplog.text
    for path in house.installation.data_folder.rglob("*"):
        if path.is_file():
            assert word.encode() not in path.read_bytes(), path


def test_what_is_sent_to_somebody_one_trusts_holds_the_answer_and_not_the_words(house: House) -> None:
    page = html.document_fromstring(house.outsider().post("/check", data={"text": MICROSOFT_CALL}).text)
    mail = unquote(page.xpath("string(//a[starts-with(@href, 'mailto:?')]/@href)"))
    assert "This looks like a scam" in mail
    assert "AnyDesk" not in mail


def test_alerts_are_listed_and_drawn_by_area_and_topic_from_the_address(house: House) -> None:
    code = a_published_alert(house)
    client = house.outsider()
    whole = html.document_fromstring(client.get("/alerts").text)
    assert whole.xpath(f"//main//a[@href='/alerts/{code}']")
    assert whole.xpath("//svg[@class='map']//*[@class='spot']/circle")
    assert client.get("/alerts?area=Faversham&topic=courier-fraud").text.count(f"/alerts/{code}") >= 1
    far = client.get("/alerts?area=Inverness").text
    assert f"/alerts/{code}" not in far
    assert "There is no alert for this" in far
    unknown = client.get("/alerts?area=Nowhere-on-Sea")
    assert unknown.status_code == 422
    assert "We do not know an area" in unknown.text
    front = client.get("/?area=ME13")
    assert f"/alerts/{code}" in front.text
    assert "set-cookie" not in front.headers
    assert "/around?place=" in front.text
    assert "/around?place=" not in client.get("/?area=Kent").text  # a county is not a town


def test_one_alert_shows_its_code_its_versions_and_where_it_comes_from(house: House) -> None:
    code = a_published_alert(house, area="Whitstable")
    page = html.document_fromstring(house.outsider().get(f"/alerts/{code}").text)
    words = text_of(page)
    assert code in words
    assert "Version 1" in words
    assert "Where this comes from" in words
    assert page.xpath("//main//a[starts-with(@href, 'https://')]")
    assert "officer:" not in words
    assert "ben" not in words.lower().split()


def test_the_area_page_tells_bands_and_nothing_under_five(house: House) -> None:
    client = house.outsider()
    for number in range(6):
        client.post("/report", data={"text": f"{MICROSOFT_CALL} It was call {number}.", "place": "Deal"})
    for number in range(2):
        client.post(
            "/report",
            data={
                "text": f"Text: Hi mum, new number, pay £86{number} today. My phone fell in the sink.",
                "place": "Deal",
            },
        )
    assert (
        "fewer than five people told us" in text_of(client.get("/around?place=Deal").text).lower()
    )  # this week is not told yet
    house.clock.pass_hours(24 * 7)
    page = html.document_fromstring(client.get("/around?place=Deal").text)
    rows = [text_of(row) for row in page.xpath("//tbody/tr")]
    assert rows == ["Computer software service fraud5 to 9"]
    assert "Fewer than five people told us of each of the other scams." in text_of(page)
    assert client.get("/around/Deal").headers["location"] == "/around?place=Deal"
    assert client.get("/around?place=Nowhere-on-Sea").status_code == 422


def test_every_page_of_the_public_is_light(house: House) -> None:
    """60 kB for the front page and the answer, uncached and with everything that they load, compressed as they are sent."""
    client = house.outsider()
    headers = {"accept-encoding": "gzip"}
    for answer in (
        client.get("/", headers=headers),
        client.post("/check", data={"text": MICROSOFT_CALL}, headers=headers),
    ):
        sent = int(answer.headers["content-length"])
        page = html.document_fromstring(answer.text)
        for address in set(map(str, page.xpath("//script/@src | //link[@rel!='alternate']/@href | //img/@src"))):
            loaded = client.get(address, headers=headers)
            sent += int(loaded.headers["content-length"])
        assert sent < 60_000
