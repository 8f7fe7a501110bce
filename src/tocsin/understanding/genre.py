"""What kind of text this is: a message somebody received, a person's account, a warning about scams, or something else.

The same words ("move your money to a safe account") are a scam in a message, a report in an account and advice in a
warning. What tells them apart is who speaks to whom: a message speaks to *you* and wants something; an account says
what *he* said to *me*; a warning speaks of *scammers* and *victims* to everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from tocsin.records import Genre
from tocsin.understanding import marks
from tocsin.understanding.asking_help import asks_for_help
from tocsin.understanding.lazily import Linear, lazily

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


WARNING_WORDS: Mapping[str, float] = {
    **dict.fromkeys(("scammers", "fraudsters", "conmen", "spokesman", "spokeswoman", "spokesperson", "scams"), 2.0),
    **dict.fromkeys(
        ("beware", "vigilant", "wary", "impersonators", "imposters", "impostors", "phishing", "smishing"), 1.5
    ),
    **dict.fromkeys(("residents", "consumers", "householders", "pensioners", "victims", "warned", "warns"), 1.5),
    **dict.fromkeys(
        ("scam", "criminals", "warning", "warn", "awareness", "targeting", "targeted", "crooks", "tricked"), 1.0
    ),
    **dict.fromkeys(
        ("duped", "conned", "impersonating", "spoofing", "unsolicited", "scammer", "bogus", "vishing"), 1.0
    ),
    **dict.fromkeys(
        ("indicted", "sentenced", "defendant", "defendants", "convicted", "pleaded", "alleges", "alleged"), 2.0
    ),
    **dict.fromkeys(("prosecutors", "ftc", "settlement", "plaintiff", "deceptive", "deceptively", "complaint"), 1.5),
    **dict.fromkeys(("fake", "pretending", "posing", "purporting", "hoax", "fakes"), 0.9),
    **dict.fromkeys(("callers", "investigating", "strangers", "relatives", "couple", "posts", "households"), 0.5),
    **dict.fromkeys(("advice", "advises", "urging", "urged", "tips", "officers", "trading", "reports", "fraud"), 0.5),
    **dict.fromkeys(
        ("victim", "fraudster", "vulnerable", "elderly", "protect", "suspicious", "legitimate", "public"), 0.5
    ),
    **dict.fromkeys(
        ("said", "commission", "federal", "attorney", "court", "bureau", "constabulary", "investigators"), 0.5
    ),
    **dict.fromkeys(("report", "community", "neighbourhood", "genuine", "incidents", "operates", "typically"), 0.3),
}
FIRST_PERSON = frozenset(
    [
        "i",
        "me",
        "my",
        "ive",
        "im",
        "id",
        "we",
        "us",
        "our",
        "mum",
        "dad",
        "nan",
        "gran",
        "grandma",
        "grandad",
        "mom",
        "husband",
        "wife",
        "myself",
    ]
)
READER = frozenset(["you", "your", "youre", "youve", "youll", "please", "kindly", "ur", "u"])
TELLERS = frozenset(
    [
        "he", "she", "him", "her", "his", "they", "them", "i", "ive", "im", "me", "my", "mum", "dad", "nan", "we", "us",
        "hes", "shes", "theyre", "gran", "man", "woman", "gentleman", "lady", "victim", "caller", "patient", "cust",
        "customer", "resident", "client", "complainant", "neighbour", "male", "female",
    ]
)  # fmt: skip
TOLD = frozenset(
    [
        "said",
        "says",
        "told",
        "asked",
        "wanted",
        "rang",
        "phoned",
        "called",
        "got",
        "received",
        "claimed",
        "claiming",
        "pretended",
        "pretending",
        "convinced",
        "made",
        "gave",
        "paid",
        "sent",
        "transferred",
        "lost",
        "clicked",
        "answered",
        "replied",
        "kept",
        "tried",
        "thought",
        "believed",
        "downloaded",
        "installed",
        "insisted",
        "threatened",
        "offered",
        "tricked",
        "persuaded",
        "let",
        "wants",
        "saying",
        "telling",
        "asking",
        "phones",
        "rings",
        "texted",
        "messaged",
        "emailed",
        "spoke",
        "knocked",
        "came",
        "bought",
        "handed",
        "had",
        "was",
        "were",
    ]
)
OTHERS = frozenset(
    [
        "he",
        "she",
        "they",
        "him",
        "her",
        "them",
        "someone",
        "somebody",
        "man",
        "woman",
        "lady",
        "caller",
        "guy",
        "bloke",
        "chap",
        "fella",
        "lad",
        "lads",
        "men",
        "person",
        "scammer",
        "fraudster",
    ]
)
_ACCOUNT = Linear(
    r"\b(?:i|we|my (?:mum|mother|dad|father|nan|gran|grandmother|grandfather|grandad|husband|wife|son|daughter|neighbour|friend|aunt|uncle|sister|brother|client|partner|parents|boss|nana|mom)"
    r"|mum|dad|nan|gran|she|he|a (?:man|woman|lady|guy|caller|policeman|bloke|person|male|female)|some (?:man|woman|guy|bloke|one)|someone|somebody|they|this (?:man|woman|guy|bloke)|the (?:man|woman|caller|lady))"
    r" (?:just |have |has |had |then |also |even |already |recently |stupidly |only |kept |ve )?"
    r"(?:got|had|received|was|were|been|said|told|asked|wanted|rang|phoned|called|claimed|pretended|paid|gave|sent|transferred|lost|clicked|answered|replied|texted|messaged|emailed|spoke|insisted|threatened|offered|persuaded|let|knocked|came|downloaded|handed|bought|saying|says|asks|wants|asking|telling|"
    r"tried|kept|convinced|made|put|phones|rings|ringing|did|didnt|refused|hung|installed|tricked)\b"
    r"|\b(?:got|had|received|getting|been getting|just had|just got) (?:a|an|another|this|these|some|several|two|loads of|lots of|the)? ?(?:\w+ ){0,2}(?:call|text|email|message|letter|voicemail|phone call|whatsapp|calls|texts|emails|messages|popup|pop up|pop-up)\b"
    r"|\b(?:call|text|email|message|letter|voicemail|calls|texts|emails|messages) (?:from|saying|claiming|telling|asking) "
    r"|\b(?:told|asked|asking|wanted|wants|telling|rang|phoned|called|texted|messaged|convinced|persuaded|got|made|get) (?:me|us|mum|dad|nan|gran|him|her|my \w+)\b"
)
_TO_THE_READER = Linear(
    r"\b(?:please|kindly|press|click|tap|call|ring|dial|reply|text|visit|go to|give me|tell me|send me|read me|confirm your|verify your|update your|"
    r"can you|could you|will you|would you|you need to|you must|you have to|i need you|we need you|i want you|i will|ill|we will need|let me|are you|do you|have you|your)\b"
)
TO_READER_WORDS = frozenset(
    ["please", "kindly", "press", "click", "tap", "call", "ring", "dial", "reply", "text", "visit", "your", "ill"]
)
TO_READER_SECOND_WORDS = frozenset(["you", "me", "go", "i", "we"])  # "can you", "give me": with their neighbours
TO_READER_PAIRS = frozenset(  # of words side by side: one is in whatever else _TO_THE_READER finds
    [
        *(("go", "to"), ("we", "will"), ("i", "will"), ("let", "me")),
        *((verb, "me") for verb in ("give", "tell", "send", "read")),
        *((verb, "you") for verb in ("can", "could", "will", "would", "are", "do", "have")),
        *(("you", verb) for verb in ("need", "must", "have")),
        *(("i", "need"), ("we", "need"), ("i", "want")),
    ]
)
# Somebody introduces himself to the reader: this is no account, however often he says "I" and "told us".
_SPEAKS = lazily(
    r"^(?:\W*(?:hello|hi|good (?:morning|afternoon|evening)|hey|yes|ok|um|sir|madam|maam|dear)\b\W*)*(?:my name is|this is (?!a scam)|i am (?:calling|ringing|speaking|phoning)|im (?:calling|ringing|phoning|from)|we are (?:calling|ringing|contacting)|(?:please |now )?(?:(?:give|send|read|text) me|tell me (?:the|your))|"
    r"am i speaking|can i speak|is this|is that|the reason (?:for|you)|this (?:call|message) is)\b|\b(?:calling|ringing|phoning) you (?:back |today |now )?(?:from|about|regarding|because|to|on behalf)\b"
)
_HEADLINE = Linear(
    r"\b(?:police|council|officers|trading standards|bank|force|people|public|residents|customers|community) .{0,30}(?:warn|warns|warned|warning|urge|urged|urging|advise|advised|advising|alert)"
    r"|\b(?:scam|fraud) (?:alert|warning|awareness|advice|update|prevention)|\b(?:report|reported) (?:it |this |them |the \w+ )?to (?:action fraud|report fraud|the police|police|crimestoppers|7726)"
    r"|\bif you (?:think|believe|suspect) (?:that )?you (?:have|ve|may have|might have|are)|\b(?:what to do|how to (?:spot|protect|avoid|report|stay|recognise|tell))|\bremember:|\bstay (?:safe|alert|vigilant)"
    r"|\b(?:press release|for immediate release|news release|training|example|examples)\b|\bactionfraud\b|\bdepartment of justice\b"
    r"|\bscams? (?:awareness|week|bulletin|stories)|\bphishing (?:this|test|mail|email|e-mail|message|attempt|campaign|exercise)|\bwhat (?:it|they|these|one) looks? like"
    r"|\bnone (?:of (?:them|these) )?(?:was|were|is|are) from us\b|\breport phish(?:ing)?\b"
)


@dataclass(frozen=True, slots=True)
class Cues:
    """What the stance of the text's hits and cues says of its kind."""

    direct_asks: int = 0  # hits of tactics asked of the reader
    described: int = 0  # told of in general
    denied: int = 0
    advised: int = 0


_NO_CUES = Cues()


def tell_genre(
    text: str,
    data: bytes,
    words: Sequence[str],
    marked: int,
    count_cues: Callable[[], Cues],
    *,
    any_hits: bool,
    channel: str | None = None,
) -> Genre:
    """The genre of a normalised text (``data``: in bytes), from its ``words``, the marks of them together and the cues found
    in it, which are costly to count: without a hit of a sign or a word that warnings use there is nothing to weigh them for.
    """
    count = len(words)
    if count < 3:
        return "other"
    warning = sum(map(WARNING_WORDS.get, words, [0.0] * count)) if marked & marks.WARNS else 0.0
    cues = count_cues() if warning or any_hits else _NO_CUES
    first = sum(map(FIRST_PERSON.__contains__, words)) if marked & marks.FIRST_PERSON else 0
    told = marked & marks.TOLD
    narrating = told and (first or marked & marks.OTHERS)
    account_marks = len(_ACCOUNT.spans(data)) if narrating else 0
    # Of a long text the density counts, of a short one the sum: one "scammers" in a page is no warning about scams.
    per_words = max(1.0, count / 60)
    speaks_of_self = first / count
    # Nobody who tells his own story or wants something of the reader leaves out both "I" and "me".
    needed = 5.0 if channel is not None else 3.0 if first else 2.2
    is_account = account_marks > 0 and (account_marks / per_words >= 1.0 or speaks_of_self > 0.05)
    if warning or cues.described or cues.advised or cues.denied:
        headline = len(_HEADLINE.spans(data)) if warning or cues.described or cues.advised else 0
        warns = (
            warning + 1.5 * headline + 1.5 * cues.described + 0.7 * cues.denied + 0.5 * cues.advised
        ) / per_words**0.6
        if warns >= needed and warns > 0.8 * cues.direct_asks / per_words**0.6:
            personal = is_account and speaks_of_self >= 0.05 and warns < 9.0 and headline < 2
            if not personal and not (warns < 9.0 and asks_for_help(data, words, also_of_reader=True)):
                return "warning"
    if is_account and _SPEAKS().search(text):
        is_account = False
    if channel is None and not is_account and asks_for_help(data, words) and not _SPEAKS().search(text):
        return "account"
    if is_account:
        to_reader = len(_TO_THE_READER.spans(data))
        if account_marks / per_words * 2 + 40 * speaks_of_self > to_reader / per_words:
            return "account"
    speaks_to_reader = bool(
        marked & marks.TO_READER
        or (
            marked & marks.TO_READER_HALF
            and not TO_READER_PAIRS.isdisjoint(pairwise(words))
            and _TO_THE_READER.span(data) is not None
        )
    )
    # Past deeds of people, and not a word to the reader: somebody tells of it, in however few words.
    told_to_nobody = told and channel is None and not speaks_to_reader and not marked & marks.READER
    if told_to_nobody and (first or marked & marks.OTHERS) and not _SPEAKS().search(text):
        return "account"
    if cues.direct_asks or speaks_to_reader:
        return "message"
    return "other"


def is_told(genre: Genre, words: Sequence[str], *, channel: str | None) -> bool:
    """Whether a person tells of something: an account, or a text that speaks of people and to nobody.

    What came by a known ``channel`` is what somebody was sent, and a story in it is the sender's own.
    """
    if channel is not None:
        return False
    if genre == "account":
        return True
    return genre in ("message", "other") and READER.isdisjoint(words) and not TELLERS.isdisjoint(words)
