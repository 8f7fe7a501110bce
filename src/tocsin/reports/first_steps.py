"""What somebody does first who is on the phone now, has given access or details, or has paid: before anything else is asked.

In the order in which it helps. Whom to ring is not said here: contact routes come from the organisation register, by nation
and date. Another phone or five minutes: some lines stay open for a while after the caller hung up.
"""

from __future__ import annotations

from ..records import Stage

ON_CALL = (
    "Hang up now. You do not have to explain.",
    "Use a different phone, or wait five minutes before you ring anybody.",
    "Do not ring back, and do not use a number they gave you.",
)
BY_STAGE: dict[str, tuple[str, ...]] = {
    "gave_access": (
        "Turn the computer or phone off, or unplug it from the internet.",
        "Do not log in to your bank on it.",
        "Ring your bank from another phone. Say that somebody had control of your device.",
    ),
    "paid": (
        "Ring your bank now. Say “I have been scammed” and ask them to stop the payment.",
        "Keep what they sent you. Do not delete messages.",
        "Pay nothing more, whatever they say will happen.",
    ),
    "shared_details": (
        "Ring your bank now and say what you gave away.",
        "Change that password, from another device if you can. Change it wherever else you use it.",
        "Do not read out any code that is sent to you.",
    ),
    "engaged": ("Stop answering them. Do nothing more that they ask.",),
}
URGENT_STAGES = frozenset({"gave_access", "paid", "shared_details"})
RECOVERY = (
    "People who lost money are often called again.",
    "If somebody offers to get it back for a fee, that is another scam.",
    "The police, your bank and Report Fraud never charge you for that.",
)
NOT_A_CRIME_REPORT = "Telling us is not a crime report."


def first_steps(*, on_call: bool, stage: Stage | str | None) -> tuple[str, ...]:
    """The steps, the most pressing first; none where nothing presses."""
    steps = ON_CALL if on_call else ()
    return (*steps, *BY_STAGE.get(stage or "", ()))


def is_pressing(*, on_call: bool, stage: Stage | str | None) -> bool:
    """Whether something must be done before a form is filled in."""
    return on_call or stage in URGENT_STAGES
