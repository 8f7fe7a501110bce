"""Who wants what a phrase tells of: asked of the reader, denied ("we will never ask …") or advised against.

Works on one sentence of normalised text. A cue governs what follows it until a word turns the clause round
("don't worry, *just* give me the code"), and some words that look like a cue are none ("don't hang up", "if you
do not pay").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from tocsin.records import Stance
from tocsin.understanding.lazily import Linear, lazily

# Who denies: anybody but the reader. Without one, "do not send …" is advice.
_SUBJECT = r"(?!(?:you|please|and|or|but|so|just|then|if|now|also|sir|madam|always|people|customers|residents|ever|remember)\b)[a-z]+"
_AUXILIARY = r"will|would|do|does|can|could|is|are|am"
_REQUEST = (
    r"ask|asks|asked|asking|request|requests|call|calls|ring|rings|phone|contact|email|e-mail|text|message|send|sends|tell|"
    r"tells|demand|demands|require|requires|need|threaten|threatens|take|collect|pressure|invite|offer|charge|cold|make|"
    r"makes|claim|instruct|solicit|leave|force|seek|arrest|say|says|accept|use|rush|initiate|visit|come|get in touch|"
    r"reach out|want|move|suspend|disconnect|include|includes|phone you|provide|sell|give|carry|put|show|expect"
)
_ADVERBS = (
    r"(?: (?:ever|normally|usually|generally|also|just|simply|suddenly|randomly|proactively|knowingly|directly|to))*"
)

# Not cues, although they begin like one. Tried before the cues, at the same place.
_NOT_A_CUE = (
    r"(?:dont|do not|never|not to|please do not|please dont) (?:you )?(?:worry|panic|hesitate|forget|delay|hang|put the phone|put down|miss|wait|be "
    r"(?:afraid|alarmed|scared|worried|concerned|late)|ignore|disconnect|lose|go (?:away|anywhere)|leave|get me wrong|think twice)"
    r"|(?:if|unless|because|since|when|until|or|whether) (?:\w+ ){1,3}(?:do not|dont|did not|didnt|does not|doesnt|cannot|cant|are not|arent|have not|havent|"
    r"has not|hasnt|will not|wont|fail|never)|why (?:dont|not|didnt)|not only|not just|if not|or not|not yet|cant wait|can not wait|no longer|no problem|"
    r"do not call(?: us)? (?:list|register|registry)|do not call it|no worries|no one else|no need to worry|not sure|not a problem|wasnt you|was not you|why wouldnt"
)
_DENIED = (
    rf"(?:{_AUXILIARY}) never{_ADVERBS} (?:{_REQUEST})|{_SUBJECT} never{_ADVERBS} (?:{_REQUEST})|never (?:asks|calls|rings|requests|contacts|sends|demands|phones|emails|texts|requires|makes)"
    rf"|{_SUBJECT} (?:do not|dont|should never|should not){_ADVERBS} (?:{_REQUEST})"
    rf"|(?:will not|wont|would not|wouldnt|does not|doesnt|cannot|can not|would never){_ADVERBS} (?:{_REQUEST})"
    r"|no (?:\w+ )?(?:bank|police|officer|policeman|genuine|legitimate|real|reputable|one|company|organisation|court|government|agency|firm|department|business|body)\b"
    r"|(?:nobody|no one|none of us|neither)(?= (?:will|would|from|at|should|can|ever|is|has))"
    r"|(?:not|isnt|arent|without) (?:be |being )?(?:asked|asking|asks|required|requesting|needed|necessary)"
    r"|no need (?:to|for)|not need|dont need|doesnt need|neednt|not have to|dont have to|not necessary"
)
_ADVISED = (
    r"(?:you |people |customers |residents )?(?:should|must|need to) (?:never|not)|shouldnt|mustnt|never|do not|dont|avoid|refuse(?= to)|refrain|beware|be "
    r"(?:very |extra |wary |especially |particularly )?(?:wary|suspicious|cautious|careful|sceptical|alert|aware|vigilant|on your guard|on the lookout)"
    r"|watch out|look out for|think twice|under no circumstances|on no account|resist|steer clear|hang up (?:if|when|on)|stop and think|red flags?|warning signs?|"
    r"signs? (?:of|that|to)|how to spot|be on the lookout|ignore (?:any|all|calls|texts|emails|messages)|delete (?:any|the)|question (?:any|why|un)|say no|"
    r"question uninvited|report (?:any|all|it|suspicious|scam)"
)
_PEOPLE = (
    r"(?:scammers?|fraudsters?|criminals?|con ?(?:men|artists?|man)|crooks|thieves|hackers|callers?|impersonators?|imposters?|impostors?|offenders?|"
    r"suspects?|victims?|people|residents|householders|customers|consumers|targets|members of the public|pensioners|someone|somebody|a caller|caller|the caller|"
    r"the person|the scams?|these scams?|scams?|the messages?|the texts?|the emails?|the calls?|messages|texts|emails|calls|a scam)"
)
_DESCRIBED = (
    rf"{_PEOPLE} (?:(?:who|that|which|will|may|might|can|could|then|often|usually|typically|sometimes|also|commonly|frequently|even|claiming|pretending|posing|are|is|being) ){{1,4}}"
    r"(?:ask|asks|asking|asked|tell|tells|telling|told|claim|claims|claiming|pretend|pretends|pretending|pose|say|says|saying|contact|call|calls|calling|send|request|requests|"
    r"demand|demands|urge|trick|persuade|convince|offer|offers|offering|try to get|get you|instruct|impersonate|use|want|direct|encourage|pressure|threaten|ring|phone|impersonating|"
    r"conned|tricked|duped|persuaded|contacted|targeted|urged|invited|directed|urging|inviting|seek|make|steal|take|need|include|includes|say they)"
    r"|(?:if|when|where|should|whenever) (?:you |anyone |someone |somebody |a caller |they |an? \w+ (?:caller|officer|company|person) |people )?(?:ever )?(?:get|receive|are (?:ever )?(?:asked|contacted|called|told|phoned)|is "
    r"asked|asks?|calls?|contacts?|rings?|phones?|have been (?:asked|contacted)|claims?|says?|tells?|offers?|texts?|demands?|requests?|come across)"
    r"(?= (?:(?!us\b)\w+))"
    r"|(?:any|every|all|unexpected|unsolicited|suspicious|such|these|those|fake|bogus|fraudulent|scam|phishing|other|of|about|with|from) (?:calls?|callers?|texts?|emails?|messages?|requests?|person|phone calls?|letters?|links?|websites?) "
    r"(?:that|which|who|asking|claiming|offering|saying|requesting|purporting|from people|pretending|telling|demanding|urging)"
    r"|any(?:one|body) (?:who |that )?(?:asks?|asking|calls?|claims?|claiming|says?|tells?|contacts?|who|wants?|demands?|demanding|offering|requests?|requesting|insists?|pressur\w+)"
    r"|(?:someone|somebody|people) (?:who |that )?(?:asks?|asking|calling|claiming|pretending) "
    r"|(?:scam|fraud|con|trick|tactic|scheme|ruse|hoax) (?:where|in which|involves|involving|that (?:involves|uses|tricks)|sees|works|begins|starts)"
    r"|(?:warned|warning|warn|warns|alert|reports?|reported|complaints?|aware) (?:\w+ ){0,4}?(?:about|of|after|against|that|over|to)\b"
    r"|(?:pretending|purporting|claiming) to be (?=.*(?:residents|victims|customers|people))"
)
_AFTER = Linear(
    r"(?:is|are|its|thats|this is|will be|was|be) (?:\w+ ){0,2}?(?:a |an |the )?(?:\w+ )?(?:scams?|scammers?|fraud|fraudsters?|con|red flags?|warning signs?|hoax|fake|bogus|criminals?)\b"
    r"|\b(?:hang up|end the call|put the phone down|do not respond|dont respond|do not reply|dont reply|report it|delete it|contact us immediately|do not engage|ignore it|"
    r"be suspicious|stop immediately|walk away|close the door|should be treated|treat it|say no)\b"
)
_NARRATOR = (
    r"(?:i|we|she|he|mum|mom|dad|nan|gran|grandma|grandad|my \w+|luckily|fortunately|thankfully) (?:\w+ )?(?:didnt|did not|havent|have not|hadnt|had not|"
    r"refused|refuse|hasnt|has not|wasnt|couldnt)|(?:i|she|he|mum|dad|nan|my \w+) (?:never|would not|wouldnt)"
    r"|(?:refused|declined|wouldnt|didnt|did not)(?= to| give| pay| let| tell| send| do| click| transfer)"
)
_CUE = lazily(
    rf"\b(?:(?P<none>{_NOT_A_CUE})|(?P<described>{_DESCRIBED})|(?P<narrator>{_NARRATOR})|(?P<denied>{_DENIED})|(?P<advised>{_ADVISED}))"
)
# Somebody did it to one person whom the teller knows, or to the teller: "someone claiming to be BT told my wife …" is no
# warning, though "someone claiming to be BT may tell you …" is one. Kin are "my", so that news of strangers is not meant.
_KIN = (
    r"(?:(?:my|our) (?:\w+ )?(?:mum|mother|mam|dad|father|nan|nana|gran|grandma|grandmother|grandad|grandfather|husband|wife|partner|son|daughter|neighbou?r|friend|aunt|auntie|"
    r"aunty|uncle|sister|brother|cousin|niece|nephew|boss|colleague|client|parents|lodger|tenant|mate|girlfriend|boyfriend|boy|girl|elderly \w+|\w+ in law)|mum|dad|mam|nan|gran|grandma|grandad)"
)
_TOLD_TO_ONE = Linear(
    rf"\b(?:told|asked|rang|called|phoned|texted|messaged|emailed|persuaded|convinced|got|made|tricked|wanted|gave|sent|contacted|visited|offered|threatened|warned|pressed|said to|"
    rf"spoke to|talked|came to|wrote to|rung|duped|conned|has|had|is telling|is asking|keeps asking|wants|tells|asks) (?:me|us|{_KIN})\b"
    rf"|\b(?:i|we|{_KIN}) (?:have |has |just |had |ve |recently |also )*(?:got|had|received|was|were|answered|been|took|picked up|spoke|get|getting|met)\b"
    r"|^\W*(?:had|got|received|just had|just got) (?:a|an|another)\b"
)
_ONE_TELLS = Linear(
    r"^(?:someone|somebody|a caller|caller|the caller|the person|pretending|purporting|claiming|a scam|these scams|scam|messages?|texts?|emails?|calls?|the messages?|the texts?|the emails?|the calls?|"
    r"hackers?|criminals?|scammers?|fraudsters?)\b"
)
_MAY = Linear(r"\b(?:will|may|might|can|could|often|usually|typically|sometimes|commonly|frequently)\b")
_TURN = Linear(
    r"\b(?:but|just|instead|only|then|because|otherwise|or else|rather|except|apart from|unless|however|therefore|yet|although)\b|[:;]|, (?:(?:and |so |please )?"
    r"(?:i|we|you|he|she|they|this|your|my|please|so|kindly|simply|now|call|ring|phone|text|reply|send|transfer|move|go|press|click|tap|open|download|pay|follow|visit|log|take|let|he|"
    r"read|give|buy|confirm|verify|contact|the|if|as|it|ill|well|im|its)\b)|\b(?:so|please)\b"
)
_HARD_TURN = Linear(r"\b(?:but|instead|otherwise|or else|except|apart from|unless|however)\b|;")
# One of these words is in every cue: most sentences have none and are asked.
CUE_WORDS = frozenset(
    [
        "account",
        "alert",
        "all",
        "any",
        "anybody",
        "anyone",
        "arent",
        "artist",
        "artists",
        "avoid",
        "aware",
        "be",
        "beware",
        "bogus",
        "call",
        "caller",
        "callers",
        "calls",
        "cannot",
        "cant",
        "circumstances",
        "claiming",
        "complaints",
        "con",
        "conmen",
        "consumers",
        "couldnt",
        "criminal",
        "criminals",
        "crooks",
        "customers",
        "declined",
        "delete",
        "didnt",
        "doesnt",
        "dont",
        "email",
        "emails",
        "every",
        "fake",
        "fraud",
        "fraudster",
        "fraudsters",
        "fraudulent",
        "hackers",
        "hadnt",
        "hang",
        "hasnt",
        "havent",
        "hoax",
        "householders",
        "if",
        "ignore",
        "impersonators",
        "imposters",
        "impostors",
        "isnt",
        "look",
        "members",
        "message",
        "messages",
        "mustnt",
        "need",
        "neednt",
        "neither",
        "never",
        "no",
        "nobody",
        "none",
        "not",
        "offenders",
        "other",
        "pensioners",
        "people",
        "person",
        "phishing",
        "pretending",
        "public",
        "purporting",
        "question",
        "red",
        "refrain",
        "refuse",
        "refused",
        "report",
        "reported",
        "reports",
        "residents",
        "resist",
        "ruse",
        "say",
        "scam",
        "scammer",
        "scammers",
        "scams",
        "scheme",
        "should",
        "shouldnt",
        "sign",
        "signs",
        "somebody",
        "someone",
        "spot",
        "steer",
        "stop",
        "such",
        "suspects",
        "suspicious",
        "tactic",
        "targets",
        "text",
        "texts",
        "these",
        "thieves",
        "think",
        "those",
        "trick",
        "unexpected",
        "unsolicited",
        "victim",
        "victims",
        "warn",
        "warned",
        "warning",
        "warns",
        "wasnt",
        "watch",
        "when",
        "whenever",
        "where",
        "without",
        "wont",
        "wouldnt",
    ]
)

# The speaker's own act ("we have sent you a new card") and a thing spoken of ("a withdrawal of £800", "any transfer")
# ask nothing of the reader.
_OWN_ACT = Linear(
    r"\b(?:we|i|ive|weve|our (?:team|engineer|driver|system|records?)|the bank|they)(?: (?:have|had|has|will|are|am|is|can|could|would|may|might|shall|ll|ve|just|already|now|also|"
    r"then|then|going to|not|be|been|immediately|temporarily|currently|automatically|able to|happy to)){0,5}$"
)
_OWN_ASKS = Linear(
    r"\b(?:need|want|require|like|ask|asking|must|have) (?:\w+ ){0,2}(?:you|your|to (?:confirm|verify|know|take|get|check|collect))\b|\b(?:need|require|want|confirm|verify|take)\b"
)
_THING = lazily(
    r"(?:withdrawals?|payments?|purchases?|transactions?|charges?|transfers?|debits?|orders?|deposits?)\b(?! (?:the|your|all|it|them|my|now|money|me|us|into|everything|half))"
)
_THING_BEFORE = Linear(
    r"\b(?:a|an|the|any|this|that|these|those|unusual|suspicious|recent|attempted|unauthorised|unauthorized|large|of|your|my|several|two|three|some|no|each|every|for|wire|direct|cash|bank|card|account|last|monthly|annual)$"
)

# Where a cue may begin, so that the long pattern is tried there only. Some words begin one only before certain others.
_STARTS = frozenset(
    [
        "advised",
        "alert",
        "anybody",
        "anyone",
        "artist",
        "aware",
        "avoid",
        "beware",
        "be",
        "callers",
        "caller",
        "calls",
        "call",
        "cannot",
        "cant",
        "claiming",
        "complaints",
        "con",
        "conmen",
        "conman",
        "conartist",
        "conartists",
        "consumers",
        "criminals",
        "criminal",
        "crooks",
        "customers",
        "declined",
        "delete",
        "did",
        "didnt",
        "doesnt",
        "dont",
        "do",
        "emails",
        "email",
        "fraud",
        "fraudster",
        "fraudsters",
        "hackers",
        "hang",
        "hoax",
        "householders",
        "ignore",
        "impersonator",
        "impersonators",
        "imposter",
        "imposters",
        "impostor",
        "impostors",
        "isnt",
        "arent",
        "look",
        "luckily",
        "fortunately",
        "thankfully",
        "members",
        "messages",
        "message",
        "mustnt",
        "neednt",
        "neither",
        "never",
        "no",
        "nobody",
        "none",
        "not",
        "offender",
        "offenders",
        "pensioners",
        "people",
        "please",
        "pretending",
        "purporting",
        "question",
        "red",
        "refrain",
        "refuse",
        "refused",
        "report",
        "reported",
        "reports",
        "residents",
        "resist",
        "ruse",
        "say",
        "scam",
        "scammer",
        "scammers",
        "scams",
        "scheme",
        "should",
        "shouldnt",
        "sign",
        "signs",
        "somebody",
        "someone",
        "steer",
        "stop",
        "suspect",
        "suspects",
        "tactic",
        "targets",
        "text",
        "texts",
        "thieves",
        "think",
        "trick",
        "victim",
        "victims",
        "warn",
        "warned",
        "warning",
        "warns",
        "wasnt",
        "watch",
        "whenever",
        "where",
        "when",
        "if",
        "why",
        "without",
        "wont",
        "wouldnt",
    ]
)
_NOUNS = frozenset(
    [
        "call",
        "calls",
        "caller",
        "callers",
        "text",
        "texts",
        "email",
        "emails",
        "message",
        "messages",
        "request",
        "requests",
        "person",
        "phone",
        "letter",
        "letters",
        "link",
        "links",
        "website",
        "websites",
        "scam",
        "scams",
    ]
)
_NOT = frozenset({"not", "never"})
_STARTS_BEFORE: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        [
            "a",
            "the",
            "any",
            "every",
            "all",
            "unexpected",
            "unsolicited",
            "suspicious",
            "such",
            "these",
            "those",
            "fake",
            "bogus",
            "fraudulent",
            "phishing",
            "other",
            "of",
            "about",
            "with",
            "from",
        ],
        _NOUNS,
    ),
    **dict.fromkeys(["will", "would", "does", "can", "could", "is", "are", "am", "was", "must"], _NOT),
    "you": frozenset({"should", "must", "need"}),
    "need": frozenset({"to"}),
    "how": frozenset({"to"}),
    "on": frozenset({"no"}),
    "under": frozenset({"no"}),
}
_STARTS_WITH_A_NOT = frozenset(
    [
        "unless",
        "because",
        "since",
        "until",
        "or",
        "whether",
        "i",
        "we",
        "she",
        "he",
        "mum",
        "mom",
        "dad",
        "nan",
        "gran",
        "grandma",
        "grandad",
        "my",
    ]
)
_NEGATIONS = frozenset(
    [
        "not",
        "never",
        "dont",
        "didnt",
        "doesnt",
        "cannot",
        "cant",
        "arent",
        "havent",
        "hasnt",
        "wont",
        "fail",
        "hadnt",
        "refused",
        "refuse",
        "wasnt",
        "couldnt",
        "wouldnt",
    ]
)
_AFTER_SUBJECT = frozenset({"never", "do", "dont", "should"})  # "our staff never ask", "we do not call"
AFTER_WORDS = frozenset(
    [
        "scam",
        "scams",
        "scammer",
        "scammers",
        "fraud",
        "fraudster",
        "fraudsters",
        "con",
        "flag",
        "flags",
        "sign",
        "signs",
        "hoax",
        "fake",
        "bogus",
        "criminal",
        "criminals",
        "hang",
        "end",
        "put",
        "respond",
        "reply",
        "report",
        "delete",
        "contact",
        "engage",
        "ignore",
        "suspicious",
        "stop",
        "walk",
        "close",
        "treated",
        "treat",
        "say",
    ]
)
_OWN_SUBJECTS = frozenset(["we", "i", "ive", "weve", "our", "bank", "they"])
_THINGS = ("withdrawal", "payment", "purchase", "transaction", "charge", "transfer", "debit", "order", "deposit")

_Kind = Literal["none", "described", "narrator", "denied", "advised"]
_Cue = tuple[int, int, _Kind]


class Clauses:
    """One sentence, its cues found once and asked for each hit.

    ``start`` and ``end`` bound it in ``text``, its bytes ``data`` and its ``letters`` (see Normalised); ``words`` are its
    words. Offsets given and taken count the whole text.
    """

    __slots__ = ("_cues", "_data", "_end", "_happened", "_letters", "_start", "_text", "_words")

    def __init__(self, text: str, data: bytes, letters: str, start: int, end: int, words: Sequence[str]) -> None:
        self._text = text
        self._data = data
        self._letters = letters
        self._start = start
        self._end = end
        self._words = words
        self._cues: list[_Cue] | None = None
        self._happened: bool | None = None

    @property
    def cues(self) -> list[_Cue]:
        if self._cues is None:
            self._cues = [] if CUE_WORDS.isdisjoint(self._words) else self._find_cues()
        return self._cues

    def _find_cues(self) -> list[_Cue]:
        cues: list[_Cue] = []
        words = self._words
        text, letters = self._text, self._letters
        negated = not _NEGATIONS.isdisjoint(words)
        at = stop = self._start
        last = len(words) - 1
        for number, word in enumerate(words):
            at = letters.find(word, at)
            if at >= stop:
                following = words[number + 1] if number < last else ""
                if (
                    word in _STARTS
                    or (negated and word in _STARTS_WITH_A_NOT)
                    or following in _AFTER_SUBJECT
                    or (word in _STARTS_BEFORE and following in _STARTS_BEFORE[word])
                ):
                    found = _CUE().match(text, at, self._end)  # compiled only for what may be a cue
                    if found is not None:
                        stop = found.end()
                        cues.append((at, stop, found.lastgroup))  # type: ignore[arg-type]
            at += len(word)
        return cues

    def _told_to_one(self, cue: _Cue) -> bool:
        """Whether the sentence tells what happened to the teller, or to somebody of theirs, and not what may happen."""
        told = self._data[cue[0] : cue[1]]
        if not _ONE_TELLS.begins(told) or _MAY.span(told):
            return False
        if self._happened is None:
            self._happened = _TOLD_TO_ONE.span(self._data[self._start : self._end]) is not None
        return self._happened

    def asks_nothing(self, start: int, end: int) -> bool:
        """Whether ``text[start:end]`` tells of the speaker's own act or of a thing, and not of one for the reader."""
        from_ = max(self._start, start - 48)
        text = self._text
        before = start
        while before > from_ and text[before - 1] in " \n":
            before -= 1
        if text.startswith(_THINGS, start) and _THING().match(text, start, end):
            if before == from_ or text.startswith(("withdrawal", "transaction"), start):
                return True
            if _THING_BEFORE.span(self._data[from_:before]):
                return True
        if _OWN_SUBJECTS.isdisjoint(self._words):
            return False
        return _OWN_ACT.span(self._data[from_:before]) is not None and not _OWN_ASKS.begins(self._data, start, end)

    def stance(self, start: int, end: int, *, is_ask: bool = False) -> tuple[Stance, bool, bool]:
        """Stance of ``text[start:end]``, whether it is described in general, and whether it was done.

        In a phrase that asks for something, a cue inside it turns it round too: "your code is 1234, never share it".
        """
        done = True
        for cue_start, cue_end, kind in reversed(self.cues):
            if is_ask and start < cue_start < end and (kind == "denied" or kind == "advised"):
                return kind, False, done
            if cue_start > start or (cue_end > start and cue_end > end) or kind == "none":
                continue
            if cue_start == start and kind in {"denied", "advised", "narrator"}:
                continue  # the phrase has its own "do not": "do not tell anyone"
            between = min(cue_end, start)
            if kind == "narrator":
                if not _TURN.span(self._data, between, start):
                    done = False
                continue
            if kind == "described":
                if not _HARD_TURN.span(self._data, between, start) and not self._told_to_one(
                    (cue_start, cue_end, kind)
                ):
                    return "advised", True, done
            elif kind == "denied":
                if not _HARD_TURN.span(self._data, between, start):
                    return "denied", False, done
            elif not _TURN.span(self._data, between, start):
                return "advised", False, done
        if not AFTER_WORDS.isdisjoint(self._words):
            after = _AFTER.span(self._data, end, self._end)
            if after is not None and not re.search(r"\b(?:not|isnt|no)\b", self._text[end : after[1]]):
                return "advised", True, done
        return "asked", False, done
