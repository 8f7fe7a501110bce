"""The same scam in other clothes is the same scam."""

from __future__ import annotations

from datetime import date

import pytest

from tocsin.checking.check import check
from tocsin.knowledge import Knowledge
from tocsin.understanding.understand import understand

PLAIN = (
    "Hello, I am calling from Microsoft. Your computer has a virus and hackers are in your account. "
    "Please install the program I tell you so that I can connect to your computer."
)
GENUINE = (
    "It was lovely to see you all on Sunday. The garden looks very nice this year and the children loved the cake. "
)

DISGUISES = {
    "look-alike letters": PLAIN.translate(str.maketrans("aeop", "аеор")),
    "invisible letters": "\u200b".join(PLAIN),
    "full-width letters": "".join(chr(ord(c) + 0xFEE0) if "!" < c <= "~" else c for c in PLAIN),
    "digits for letters": PLAIN.replace("computer", "c0mputer").replace("virus", "v1rus").replace("account", "acc0unt"),
    "spaced-out words": PLAIN.replace("virus", "v i r u s").replace("program", "p r o g r a m"),
    "capitals": PLAIN.upper(),
    "no punctuation": PLAIN.lower().replace(".", "").replace(",", ""),
    "broken lines": "\n".join(PLAIN.split()),
    "quoted": "> " + PLAIN.replace(". ", ".\n> "),
    "padding": GENUINE * 2 + PLAIN + " " + GENUINE * 2,
    "emoji": PLAIN.replace(" ", " 😀 "),
}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_disguise_changes_nothing(disguise: str, knowledge: Knowledge) -> None:
    verdict = check(understand(DISGUISES[disguise], knowledge, deep=False), knowledge, on=date(2026, 11, 24))
    assert (verdict.level, verdict.scam) == ("scam", "computer-software-service-fraud")


GENUINE_MESSAGES = [
    ("sms", "Santander: we've stopped a payment that looked unusual. Please open the app or call the number on the back of your card."),
    ("sms", "Monzo: your card payment of £12.40 was declined because there wasn't enough money in your account."),
    ("sms", "HMRC: your Self Assessment return is due by 31 January. Sign in to your account on GOV.UK to file it."),
    ("sms", "Royal Mail: your parcel will be delivered today between 10:14 and 14:14. Track it at royalmail.com/track"),
    ("sms", "NHS: you are invited for your flu vaccination. Book online at www.nhs.uk/book-vaccine or call 119."),
    ("sms", "TV Licensing: your licence expires on 31 May. Renew at tvlicensing.co.uk/renew with your licence number."),
    ("sms", "Final reminder: your library books are 14 days overdue. Renew online or at any branch."),
    ("sms", "Dad can you send me £20 for lunch, I'll pay you back Friday"),
    ("email", "Your annual travel insurance renews on 4 May. We will take £62 from the card we hold unless you tell us not to."),
    ("email", "Somebody asked to reset the password of your account. If it was not you, you can ignore this e-mail."),
    ("call", "This is the fraud team at Nationwide. We have stopped a payment of £640 that looked unusual. I won't ask for any "
             "passwords or codes. Please call us back on the number on the back of your card when you are ready."),
    ("call", "PC Anna Reed from Kent Police here, about the burglary you reported. If you want to check who I am, ring 101."),
    ("call", "This is an automated reminder from Riverside Surgery. You have an appointment on Monday at ten. Press one to confirm."),
    ("call", "Customer: I want to move £200 from my savings to my current account. Agent: Of course. Which account number? "
             "Customer: The one ending 12. Agent: Done."),
]  # fmt: skip


@pytest.mark.parametrize(("channel", "text"), GENUINE_MESSAGES)
def test_a_genuine_official_message_frightens_nobody(channel: str, text: str, knowledge: Knowledge) -> None:
    understanding = understand(text, knowledge, channel=channel, deep=False)
    assert check(understanding, knowledge, channel=channel, on=date(2026, 11, 24)).level == "no-signs"
