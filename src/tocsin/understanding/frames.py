"""The bare shape of a bait: *something good, or something wrong, and a way to get in touch*.

Wording changes with every campaign; this does not. A text from nowhere that says you have won, are owed or are in
trouble, and gives you a number, a link or a button, is built to make you act. Single words by meaning are enough,
because it is their meeting with a route in the same few sentences that counts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from tocsin.understanding import marks
from tocsin.understanding.lazily import Linear

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


REWARD = "reward-for-contact"
TROUBLE = "trouble-for-contact"

GOOD = {
    **dict.fromkeys(["won", "winner", "winners", "winning", "awarded", "award", "prize", "prizes", "reward", "rewards", "jackpot", "lottery", "lucky", "unclaimed"], 1.0),
    **dict.fromkeys(["congratulations", "congrats", "selected", "preselected", "chosen", "picked", "inheritance", "beneficiary", "million"], 1.0),
    **dict.fromkeys(["entitled", "eligible", "qualify", "qualified", "qualifies", "prequalified", "preapproved", "compensation", "refund", "refunds"], 0.8),
    **dict.fromkeys(["rebate", "reimbursement", "reimbursed", "grant", "relief", "forgiveness", "payout", "bonus", "complimentary", "guaranteed"], 0.8),
    **dict.fromkeys(["claim", "voucher", "vouchers", "gift", "admirer", "fancies", "surprise", "redeem", "collection", "approved"], 0.6),
    **dict.fromkeys(["free", "cash", "credit", "loan", "earn", "discount", "offer", "savings", "cheap", "entry", "draw", "exclusive", "benefits", "lower"], 0.35),
}  # fmt: skip
BAD = {
    **dict.fromkeys(["suspended", "suspend", "suspension", "suspending", "blocked", "locked", "restricted", "deactivated", "disabled", "frozen"], 1.0),
    **dict.fromkeys(["terminated", "limited", "unauthorised", "unauthorized", "unusual", "suspicious", "fraudulent", "illegal", "compromised"], 1.0),
    **dict.fromkeys(["hacked", "breach", "arrest", "warrant", "lawsuit", "legal", "enforcement", "violation", "penalty", "bailiff", "bailiffs", "court"], 1.0),
    **dict.fromkeys(["fraud", "stolen", "malicious", "criminal", "crime", "investigation", "infringement", "voided", "deactivation", "closure", "seized", "contraband", "smuggling", "laundering"], 0.9),
    **dict.fromkeys(["block", "close", "closed", "expired", "expire", "expires", "declined", "failed", "unsuccessful", "unable", "undelivered"], 0.7),
    **dict.fromkeys(["overdue", "unpaid", "outstanding", "owed", "owe", "debt", "arrears", "charged", "deducted", "debited", "renewed", "renewal"], 0.7),
    **dict.fromkeys(["disconnected", "disconnection", "interruption", "verify", "verification", "validate", "reactivate", "unlock", "restore", "kyc"], 0.7),
    **dict.fromkeys(["missed", "held", "hold", "cancel", "cancelled", "warning", "alert", "identified", "detected", "attempt", "attempted", "final", "error"], 0.5),
    **dict.fromkeys(["update", "problem", "issue", "pending", "required", "immediately", "urgent", "urgently", "order", "purchase", "transaction", "activate", "activated"], 0.4),
    **dict.fromkeys(["officer", "federal", "investigator", "department", "magistrate", "jury", "drugs", "customs", "case", "extended", "expiring"], 0.4),
}  # fmt: skip
_SUBJECTS = frozenset(
    [
        "account",
        "accounts",
        "card",
        "cards",
        "bank",
        "banking",
        "payment",
        "payments",
        "parcel",
        "package",
        "delivery",
        "shipment",
        "subscription",
        "membership",
        "tax",
        "wallet",
        "device",
        "computer",
        "identity",
        "security",
        "insurance",
        "licence",
        "license",
        "warranty",
        "benefit",
        "benefits",
        "policy",
        "service",
        "order",
        "loan",
        "balance",
        "statement",
        "points",
        "sim",
        "number",
        "mobile",
        "internet",
        "broadband",
        "line",
        "power",
        "electricity",
        "file",
        "case",
        "name",
        "profile",
        "paypal",
        "amazon",
        "netflix",
        "apple",
        "id",
        "iban",
        "pension",
        "invoice",
        "bill",
        "vehicle",
        "car",
        "voicemail",
        "mailbox",
        "email",
        "password",
        "amount",
        "money",
        "funds",
        "refund",
        "atm",
    ]
)
_REACH = Linear(
    r"\b(?:call|ring|phone|dial|contact|tel|ph|telephone|helpline|text|txt|sms|send|whatsapp|reply)(?:[^a-z0-9\n]+[a-z]+){0,6}?[^a-z0-9\n]*(?:\+?[0-9][0-9 ()-]{3,}[0-9])"
    r"|\b(?:(?:press|push|dial|hit) (?:the )?(?:number |button |key |digit )?(?:[0-9]|one|two|three|four|five|six|seven|eight|nine|zero)\b)"
    r"|\b(?:https?\b|hxxps?\b|www\b|(?:click|tap|follow|visit|open|log ?in|login|log ?on|sign ?in|go ?to|goto|at|via)\b[^.\n]{0,40}?(?:\b(?:link|here|below|button)\b|http|www|[a-z0-9-]+\.(?:com|net|org|co|info|uk|xyz|top|site|online|link|me|ly|example|io|biz|club|shop|live|app)\b)|"
    r"[a-z0-9][a-z0-9._-]{0,63}@[a-z0-9-]+\.[a-z]|[a-z0-9-]+\.(?:com|net|org|co|info|xyz|top|site|online|link|ly|me|biz|club|shop|live|example|io)/[a-z0-9])"
    r"|\b(?:(?:call|ring|phone|contact|speak (?:to|with)|talk to|connect(?:ed)? (?:to|with)) (?:us|me|back|our|the|an?|your|customer|this)\b[^.\n]{0,55}?(?:back|now|today|immediately|number|officer|department|representative|agent|operator|team|advisor|care|support|soon|urgently|line))"
    r"|\b(?:(?:reply|text|txt|send) (?:with |back |the word )?['\"]?[a-z0-9]{1,10}['\"]?(?: to (?:no:? ?)?[0-9]{4,6}| now| or\b| for\b|$|[.!]))"
)  # fmt: skip
_ASKS_TO_STOP = Linear(r"(?:reply|text|txt|send) (?:with |back |the word )?stop\b")
REACHING = frozenset(
    [
        "call",
        "ring",
        "phone",
        "dial",
        "contact",
        "tel",
        "ph",
        "telephone",
        "helpline",
        "text",
        "txt",
        "sms",
        "send",
        "whatsapp",
        "reply",
        "press",
        "push",
        "hit",
        "click",
        "tap",
        "follow",
        "visit",
        "open",
        "log",
        "login",
        "logon",
        "sign",
        "signin",
        "goto",
        "go",
        "http",
        "https",
        "hxxp",
        "hxxps",
        "www",
        "speak",
        "talk",
        "connect",
        "connected",
    ]
)
NEAR_WORDS = 45  # words either side of the route: three or four sentences


@dataclass(frozen=True, slots=True)
class Frame:
    """A bait: its tactic, how strong, and the words (start, end) in the normalised text that make it."""

    tactic: str
    strength: float
    spans: tuple[tuple[int, int], ...]


class Worded(Protocol):
    """A text with its ``words`` and where each lies (understanding/sweep.py)."""

    words: list[str]

    @property
    def spans(self) -> Sequence[tuple[int, int]]: ...


def _reaches(data: bytes) -> list[tuple[int, int]]:
    return [span for span in _REACH.spans(data) if not _ASKS_TO_STOP.begins(data, *span)]


def find_frames(
    data: bytes,
    swept: Worded,
    *,
    details: Sequence[tuple[int, int]] = (),
    own: Sequence[tuple[int, int]] = (),
    near_words: int = NEAR_WORDS,
    dialogue: bool = False,
) -> list[Frame]:
    """The baits of a normalised text (``data``: in bytes): for each kind the strongest.

    ``details``: where personal or payment details are asked for. Beside something good they serve as a way to get in
    touch does; beside something wrong they do not, for a bank that rings about a payment asks who you are.
    In a ``dialogue`` only those count: in a talk of minutes every caller leaves a number and some firm has a problem.
    """
    best: dict[str, Frame] = {}
    words = swept.words
    reaches = [] if dialogue else [(start, end, True) for start, end in _reaches(data)]
    if own:  # "call the number on the back of your card" is no way that they gave
        reaches = [reach for reach in reaches if not overlaps(reach[0], reach[1], own)]
    reaches += [(start, end, False) for start, end in details]
    if not reaches:
        return []
    spans = swept.spans
    telling_at = {
        tactic: [at for at, word in enumerate(words) if word in weights]
        for tactic, weights in ((REWARD, GOOD), (TROUBLE, BAD))
    }
    passed = {True: -1, False: -1}  # words already looked at: a text that is all links stays linear
    for reach_start, reach_end, is_route in sorted(reaches):
        middle = _word_at(spans, reach_start)
        if middle <= passed[is_route]:
            continue
        passed[is_route] = middle + near_words // 3
        first, last = max(0, middle - near_words), min(len(words), middle + near_words)
        for tactic, weights in ((REWARD, GOOD), (TROUBLE, BAD)) if is_route else ((REWARD, GOOD),):
            found: dict[str, int] = {}
            places = telling_at[tactic]
            for at in places[bisect_left(places, first) : bisect_left(places, last)]:
                found.setdefault(words[at], at)
            if not found:
                continue
            strength = sum(sorted((weights[word] for word in found), reverse=True)[:4])
            if tactic == TROUBLE and _SUBJECTS.isdisjoint(words[first:last]):
                strength *= 0.5
            if tactic not in best or strength > best[tactic].strength:
                telling = sorted(found.items(), key=lambda item: -weights[item[0]])[:3]
                shown = [spans[at] for _, at in telling]
                best[tactic] = Frame(tactic, strength, (*sorted(shown), (reach_start, reach_end)))
    return list(best.values())


def overlaps(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether ``start:end`` meets one of the spans, or lies right before it."""
    return any(start < right and left < end + 12 for left, right in spans)


def good_words(words: Iterable[str]) -> tuple[str, ...]:
    """Those of the words that promise something."""
    return tuple(word for word in words if word in GOOD)


def reward_strength(words: Iterable[str]) -> float:
    """How much good these words promise."""
    return sum(sorted((GOOD[word] for word in set(words) if word in GOOD), reverse=True)[:4])


def _word_at(spans: Sequence[tuple[int, int]], position: int) -> int:
    low, high = 0, len(spans)
    while low < high:
        middle = (low + high) // 2
        if spans[middle][1] <= position:
            low = middle + 1
        else:
            high = middle
    return low


# --- who it is written to --------------------------------------------------------------------------------

_TO_ANYBODY = Linear(
    r"\b(?:dear|valued|loyal|esteemed|hello|hi) (?:sir|madam|customer|client|user|member|winner|subscriber|account holder|card ?holder|voucher holder|tax ?payer|beneficiary|friend|valued|resident|home ?owner|[a-z0-9]+ (?:customer|user|member|holder|subscriber))"
    r"|\b(?:[a-z]+ )?(?:customers?|users?|subscribers?) (?:care|service)|\byou have been (?:[a-z]+ )?(?:selected|chosen|awarded|picked|contacted)|\b(?:this is (?:a|an) (?:important|urgent|automated|recorded|final|courtesy)|important (?:message|notice|information))"
    r"|\b[0-9]+(?:[.][0-9]+)?p(?: ?/ ?| ?per ?| ?a ?)?(?:pm|min|msg|txt|text|call|minute)\b|\b(?:1[50]0p|ppm|per (?:msg|txt)|po ?box|18\+|t[&n]?cs?\b|ts&cs)"
)


# In whatever the pattern finds is one of these, or a price ("150p per msg"), …
TO_ANYBODY_WORDS = frozenset(["18", "po", "t", "tc", "tcs", "tnc", "tncs", "ts"])
TO_ANYBODY_STARTS = (
    *("important", "urgent", "automated", "recorded", "final", "courtesy", "ppm", "pobox"),
    *("selected", "chosen", "awarded", "picked", "contacted"),
)
PRICE = re.compile(r"[0-9]+p")
# … or one of each of these.
TO_ANYBODY_FIRST_WORDS = frozenset(["dear", "valued", "loyal", "esteemed", "hello", "hi", "per"])
TO_ANYBODY_FIRST_STARTS = ("care", "service")
TO_ANYBODY_SECOND_STARTS = (
    *("sir", "madam", "customer", "client", "user", "member", "winner", "subscriber", "holder", "cardholder", "payer"),
    *("taxpayer", "beneficiary", "friend", "valued", "resident", "owner", "homeowner", "msg", "txt"),
)


def may_be_to_anybody(marked: int) -> bool:
    """Whether words with these marks may hold what :func:`to_anybody` finds: its pattern costs more than a whole short text."""
    return bool(marked & marks.TO_ANYBODY or (marked & marks.TO_ANYBODY_FIRST and marked & marks.TO_ANYBODY_SECOND))


def to_anybody(data: bytes) -> list[tuple[int, int]]:
    """Where a text shows that it was written for thousands: no name, small print, a price for each message."""
    return _TO_ANYBODY.spans(data)[:3]


# --- what speaks for a genuine message -----------------------------------------------------------------

_OWN_WAY = Linear(
    r"\b(?:(?:number|details) (?:\w+ ){0,3}(?:back of|reverse of|on) (?:your|the) (?:bank |debit |credit )?card\b|(?:number|details) (?:\w+ ){0,2}on (?:your|our) (?:bill|statement|website|letter|contract|welcome|policy|official)"
    r"|(?:in|via|through|using|open|check|on|from|to) (?:the|your|our) (?:[a-z]+ ){0,3}app\b|(?:visit|pop into|come into|go into|call into) (?:any|your|a|our|the) (?:local |nearest |nearby )?(?:branch|store|surgery|office|station)|in branch\b|at your (?:local|nearest|next)"
    r"|(?:log|sign) ?in(?:to)? (?:to )?your (?:[a-z]+ ){0,3}(?:account|app|portal) (?:as usual|in the usual way|as you normally|directly|on our website)|usual way|hang up and (?:call|ring)|call (?:us )?back on (?:a|the) (?:number|main|published|official)"
    r"|no (?:rush|hurry|need to act|action (?:is )?(?:needed|required))|(?:take|in) your (?:own )?time|nothing (?:to pay|else you need|more to do|you need to do)|(?:dont|do not) need to do anything|dial 159|call 159|ring 159|verify (?:my identity|who (?:i am|we are)|this call)"
    r"|think (?:about|it) over|no obligation|grey card|red card|p739)\b"
)


OWN_WAY_WORDS = frozenset(  # one of these is in whatever the pattern finds
    [
        "number",
        "details",
        "app",
        "branch",
        "store",
        "surgery",
        "office",
        "station",
        "local",
        "nearest",
        "next",
        "log",
        "sign",
        "login",
        "signin",
        "usual",
        "hang",
        "back",
        "rush",
        "hurry",
        "action",
        "need",
        "time",
        "nothing",
        "anything",
        "159",
        "verify",
        "think",
        "obligation",
        "card",
        "p739",
    ]
)


# Beside one of the first, one of the second is in whatever the pattern finds; () where the first alone is enough.
_OWN_WAY_TOGETHER: tuple[tuple[frozenset[str], frozenset[str]], ...] = tuple(
    (frozenset(first.split()), frozenset(second.split()))
    for first, second in (
        ("app branch usual hang rush hurry 159 obligation p739 anything", ""),
        ("number details", "card bill statement website letter contract welcome policy official back"),
        ("store surgery office station", "visit into"),
        ("local nearest next", "at"),
        ("log sign login signin", "normally directly website"),
        ("need action", "act action"),
        ("time", "your"),
        ("nothing", "pay need do"),
        ("back", "main published official"),
        ("verify", "identity who call"),
        ("think", "over"),
        ("card", "grey red"),
    )
)


def may_hold_own_way(words: Iterable[str]) -> bool:
    """Whether the words of a text may hold what :func:`own_ways` finds, whose pattern costs ten times this look."""
    said = set(words)
    for first, second in _OWN_WAY_TOGETHER:
        if not said.isdisjoint(first) and not (second and said.isdisjoint(second)):
            return True
    return False


def own_ways(data: bytes) -> list[tuple[int, int]]:
    """Where a text sends its reader by a way that the reader has already, or tells him that nothing hurries."""
    return _OWN_WAY.spans(data)[:4]
