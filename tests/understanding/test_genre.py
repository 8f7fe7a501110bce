from __future__ import annotations

import pytest

from tocsin.knowledge import Knowledge
from tocsin.understanding.understand import understand

MESSAGES = [
    "We have detected fraud on your account. To keep your money safe move it to the account below and tell nobody.",
    "Warning: criminals are using your card. Ring 01632 960 444 now and have your PIN ready.",
    "Hello, this is Daniel from the technical team. Your computer is sending us errors, please go to the website I give you.",
    "Royal Mail: your parcel is held. Pay £1.45 at https://parcel-fee.example to release it.",
]
ACCOUNTS = [
    "A man rang my mum and said he was from Microsoft. He wanted her to download a program.",
    "I had a text saying my parcel was held so I clicked the link and put my card number in.",
    "they told nan to take out three thousand pounds and a taxi came to fetch it",
    "Somebody pretending to be a police officer called me about a tax debt and asked for my bank details.",
]
WARNINGS = [
    "Police are warning residents after fraudsters posing as bank staff tricked three pensioners into handing over their cards. "
    "Officers say a genuine bank will never send a courier. If you receive a call like this, hang up and ring 159.",
    "Scammers may send texts that seem to come from us and ask you to move your money. We will never do that. Do not reply, and "
    "report it to 7726.",
    "Training note for call handlers. Example: the victim is told that their account is under attack and is asked to move "
    "savings. Victims are often told to keep it secret. Advise them to end the call.",
]


@pytest.mark.parametrize("text", MESSAGES)
def test_a_text_that_wants_something_of_the_reader_is_a_message(text: str, knowledge: Knowledge) -> None:
    assert understand(text, knowledge, deep=False).genre == "message"


@pytest.mark.parametrize("text", ACCOUNTS)
def test_what_somebody_says_happened_is_an_account(text: str, knowledge: Knowledge) -> None:
    assert understand(text, knowledge, deep=False).genre == "account"


@pytest.mark.parametrize("text", WARNINGS)
def test_a_text_about_scams_for_everybody_is_a_warning(text: str, knowledge: Knowledge) -> None:
    assert understand(text, knowledge, deep=False).genre == "warning"


def test_a_call_written_down_with_its_speakers_is_a_message(knowledge: Knowledge) -> None:
    call = "Caller: I am from your bank. Me: I said no. Caller: I told you, they took my colleague's word for it. Me: he rang me."
    assert understand(call, knowledge, deep=False).genre == "message"
