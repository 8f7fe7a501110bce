"""Every sentence that checking says to people, in one place, so that another language is one more file like this.

Plain, calm, for somebody who is frightened. Never "safe", never blame, never a percentage alone.
"""

from __future__ import annotations

from collections.abc import Mapping

# --- the answer -------------------------------------------------------------------------------------
SCAM_NAMED = "This looks like a scam: {name}."
SCAM = "This looks like a scam. They ask for things that no genuine organisation asks for."
SCAM_RULE = "This looks like a scam. {name} does not do what this asks."
SUSPICIOUS_NAMED = "Be careful. This has signs of a known scam: {name}."
SUSPICIOUS_LIKE = "Be careful. This is most like a known scam: {name}."
SUSPICIOUS = "Be careful. Some of this is how scams work."
REALLY_THEIRS = (
    "This is how {name} really writes, as far as we can see. We found no sign of a known scam; that does not mean it is safe. "
    "Still confirm it by a way that you know."
)
NO_SIGNS = "We found no sign of a known scam; that does not mean it is safe."
UNSURE = "We cannot tell. Some of this is how scams work."
WARNING = "This reads as a warning about scams. We found no sign of a scam in it; that does not mean it is safe."
TOO_LITTLE = "There is too little here to go on. Give us more of what was said or written."

# --- what to do first, by how far it went ------------------------------------------------------------
FIRST_ON_CALL = "Hang up now. You do not need to be polite about it."
FIRST: Mapping[str, str] = {
    "approached": "Do not do what they ask, and do not use a number or link they gave you.",
    "engaged": "Stop answering them. Do nothing more that they ask.",
    "shared_details": "Ring your bank on 159 now and tell them what you gave away.",
    "gave_access": "Turn the device off, then ring your bank from another phone.",
    "paid": "Ring your bank on 159 now. The sooner they know, the more they can do.",
}
FIRST_NOTHING = "If something about it worries you, check with the organisation on a number you already have."
FIRST_UNSURE = "Before you pay, click or tell them anything, confirm it by a way that you know."
FIRST_TOO_LITTLE = "Do nothing yet. If they press you to hurry, that is a reason to stop."
FIRST_WARNING = "You need to do nothing. If it asks you to pay or to ring a number, check that first."

ADVICE_ANY = (
    "Use a number from your card, your contract or an old bill. Do not use one they gave you.",
    "Talk to somebody you trust before you do anything.",
)
ADVICE_UNSURE = (
    "Have you paid, or told them something already? Ring your bank on 159 now.",
    "Talk to somebody you trust before you do anything.",
    "A genuine organisation will not mind if you stop and check.",
)
ADVICE_NOTHING = ("A genuine organisation will not mind if you stop and check.",)

# --- why ---------------------------------------------------------------------------------------------
NEVER = "{name} will never {act}."
ONLY_IF = "{name} will only {act}."
NOT_NORMALLY = "{name} would not normally {act}."
EXCEPTION = "{rule} {exception}"
KNOWN_LINK = "This address is one that {name} uses."
LOOKALIKE_LETTERS = "The link uses letters that only look like ordinary ones. That hides where it leads."
LOOKALIKE_LINK = "The link carries the name of {name}, but we do not know it as one of theirs."
BARE_NUMBER_LINK = "The link leads to a bare number, not to a name. Genuine organisations do not send those."
LINK_NOT_THEIRS = "The link does not lead to {name}, as far as we know."
SHORT_LINK = "The link is shortened, so you cannot see where it leads."
UNKNOWN_LINK = "It has a link that we do not know."
FREE_MAIL = "{name} does not write from a free e-mail address."
KNOWN_NUMBER = "This number is in our list of genuine ones. Numbers on a screen can still be faked."
PREMIUM_NUMBER = "Numbers that begin with 09 cost a lot to ring."
PERSONAL_NUMBER = "Numbers that begin with 070 look like mobiles, but can cost a lot to ring."
SERVICE_NUMBER = "Numbers that begin with 084 or 087 cost more than an ordinary call."
NUMBER_THEY_GAVE = "They gave you the number. Find the number yourself instead."

WORDING = "These words often stand in scams."

# How somebody tells of it (understanding/tellings.py).
TOLD: Mapping[str, str] = {
    "told-so-called": "The words cast doubt on who they say they are.",
    "told-there-now": "They are still in touch with you, or with somebody you care for.",
    "told-handed-over": "Details or codes were given to them.",
    "told-directed": "A stranger tells somebody what to do with money, a device or a code.",
    "told-hard-to-undo": "Vouchers, cryptocurrency and private chats are hard to trace. That is why they are asked for.",
    "told-lost": "Money went to them.",
    "told-found-out": "It came out afterwards that something was wrong.",
    "told-no-loss": "They did not get what they asked for.",
}

# --- what was not checked ----------------------------------------------------------------------------
NOT_OPENED_LINK = "We did not open the link."
NOT_OPENED_LINKS = "We did not open the links."
NOT_RUNG = "We did not ring the number, and cannot see whose it is."
NOT_SEEN_CALLER = "We cannot see who really rang. A number on the screen can be faked."
NOT_SEEN_SENDER = "We cannot see who really sent it. A sender's name can be faked."
NOT_SEEN_ANYONE = "We cannot see who is really behind this. Names and numbers can be faked."
NOT_SEEN_REST = "We only know the words you gave us, not what came before or after."

# --- the terminal ------------------------------------------------------------------------------------
HEADING_WHY = "Why"
HEADING_RULES = "What they never do"
HEADING_FIRST = "What to do first"
HEADING_ADVICE = "Then"
HEADING_ROUTES = "Whom to contact"
HEADING_CHANGES = "What was changed"
HEADING_ALERT = "Our alert about this"
HEADING_NOT_CHECKED = "What we could not check"
HEADING_READ_AS = "Read as"
HEADING_TACTICS = "What is asked, denied or advised, and where"
HEADING_SUM = "What the score is made of"
HEADING_LEFT_OUT = "Sentences of everyday life, left out of the words"
HELD = "holds"
NOT_HELD = "does not hold"
START = "start"
WORDS = "words, each for itself"
TOGETHER = "words, together"
ASKED = "what one turn asks"
TOTAL = "sum"
SOURCE = "Source: {source}"
SEEN_ON = "seen {day}"

# --- a call while it goes on -------------------------------------------------------------------------
ALARM_NAMED = "Hang up now. This sounds like a scam: {name}."
ALARM = "Hang up now. This sounds like a scam."
