"""Who wants what a phrase tells of: asked of the reader, denied ("we will never ask …") or advised against.

Works on one sentence of normalised text. A cue governs what follows it until a word turns the clause round
("don't worry, *just* give me the code"), and some words that look like a cue are none ("don't hang up", "if you
do not pay").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from tocsin.records import Stance
from tocsin.understanding.lazily import lazily

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


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
_AFTER = lazily(
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
_TOLD_TO_ONE = lazily(
    rf"\b(?:told|asked|rang|called|phoned|texted|messaged|emailed|persuaded|convinced|got|made|tricked|wanted|gave|sent|contacted|visited|offered|threatened|warned|pressed|said to|"
    rf"spoke to|talked|came to|wrote to|rung|duped|conned|has|had|is telling|is asking|keeps asking|wants|tells|asks) (?:me|us|{_KIN})\b"
    rf"|\b(?:i|we|{_KIN}) (?:have |has |just |had |ve |recently |also )*(?:got|had|received|was|were|answered|been|took|picked up|spoke|get|getting|met)\b"
    r"|^\W*(?:had|got|received|just had|just got) (?:a|an|another)\b"
)
_ONE_TELLS = lazily(
    r"^(?:someone|somebody|a caller|caller|the caller|the person|pretending|purporting|claiming|a scam|these scams|scam|messages?|texts?|emails?|calls?|the messages?|the texts?|the emails?|the calls?|"
    r"hackers?|criminals?|scammers?|fraudsters?)\b"
)
_MAY = lazily(r"\b(?:will|may|might|can|could|often|usually|typically|sometimes|commonly|frequently)\b")
_TURN = lazily(
    r"\b(?:but|just|instead|only|then|because|otherwise|or else|rather|except|apart from|unless|however|therefore|yet|although)\b|[:;]|, (?=(?:and |so |please )?"
    r"(?:i|we|you|he|she|they|this|your|my|please|so|kindly|simply|now|call|ring|phone|text|reply|send|transfer|move|go|press|click|tap|open|download|pay|follow|visit|log|take|let|he|"
    r"read|give|buy|confirm|verify|contact|the|if|as|it|ill|well|im|its)\b)|\b(?:so|please)\b"
)
_HARD_TURN = lazily(r"\b(?:but|instead|otherwise|or else|except|apart from|unless|however)\b|;")
# One of these words is in every cue: most sentences have none and are asked.
CUE_WORDS = frozenset(
    [
        "never",
        "not",
        "dont",
        "wont",
        "cannot",
        "cant",
        "doesnt",
        "wouldnt",
        "shouldnt",
        "mustnt",
        "didnt",
        "havent",
        "hasnt",
        "hadnt",
        "no",
        "nobody",
        "none",
        "neither",
        "avoid",
        "refuse",
        "refused",
        "declined",
        "refrain",
        "beware",
        "be",
        "watch",
        "look",
        "think",
        "circumstances",
        "account",
        "resist",
        "steer",
        "hang",
        "stop",
        "red",
        "warning",
        "signs",
        "sign",
        "spot",
        "ignore",
        "delete",
        "question",
        "say",
        "report",
        "if",
        "when",
        "where",
        "should",
        "whenever",
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
        "scam",
        "phishing",
        "anyone",
        "anybody",
        "someone",
        "somebody",
        "people",
        "scammers",
        "scammer",
        "fraudsters",
        "fraudster",
        "criminals",
        "criminal",
        "conmen",
        "crooks",
        "thieves",
        "hackers",
        "callers",
        "caller",
        "impersonators",
        "imposters",
        "impostors",
        "offenders",
        "suspects",
        "victims",
        "victim",
        "residents",
        "householders",
        "customers",
        "consumers",
        "targets",
        "pensioners",
        "person",
        "scams",
        "messages",
        "texts",
        "emails",
        "calls",
        "message",
        "text",
        "email",
        "call",
        "fraud",
        "con",
        "trick",
        "tactic",
        "scheme",
        "ruse",
        "hoax",
        "warned",
        "warn",
        "warns",
        "alert",
        "reports",
        "reported",
        "complaints",
        "aware",
        "neednt",
        "need",
        "arent",
        "isnt",
        "without",
        "wasnt",
        "couldnt",
        "purporting",
        "pretending",
        "claiming",
        "public",
        "other",
        "con",
        "artist",
        "artists",
        "members",
    ]
)

# The speaker's own act ("we have sent you a new card") and a thing spoken of ("a withdrawal of £800", "any transfer")
# ask nothing of the reader.
_OWN_ACT = lazily(
    r"\b(?:we|i|ive|weve|our (?:team|engineer|driver|system|records?)|the bank|they)(?: (?:have|had|has|will|are|am|is|can|could|would|may|might|shall|ll|ve|just|already|now|also|"
    r"then|then|going to|not|be|been|immediately|temporarily|currently|automatically|able to|happy to)){0,5}$"
)
_OWN_ASKS = lazily(
    r"\b(?:need|want|require|like|ask|asking|must|have) (?:\w+ ){0,2}(?:you|your|to (?:confirm|verify|know|take|get|check|collect))\b|\b(?:need|require|want|confirm|verify|take)\b"
)
_THING = lazily(
    r"(?:withdrawals?|payments?|purchases?|transactions?|charges?|transfers?|debits?|orders?|deposits?)\b(?! (?:the|your|all|it|them|my|now|money|me|us|into|everything|half))"
)
_THING_BEFORE = lazily(
    r"\b(?:a|an|the|any|this|that|these|those|unusual|suspicious|recent|attempted|unauthorised|unauthorized|large|of|your|my|several|two|three|some|no|each|every|for|wire|direct|cash|bank|card|account|last|monthly|annual)$"
)

_Kind = Literal["none", "described", "narrator", "denied", "advised"]


@dataclass(frozen=True, slots=True)
class _Cue:
    start: int
    end: int
    kind: _Kind


class Clauses:
    """One sentence, its cues found once and asked for each hit."""

    __slots__ = ("_cues", "_happened", "_text", "_words")

    def __init__(self, text: str, words: Sequence[str]) -> None:
        self._text = text
        self._words = CUE_WORDS.intersection(words)
        self._cues: list[_Cue] | None = None
        self._happened: bool | None = None

    def _told_to_one(self, cue: _Cue) -> bool:
        """Whether the sentence tells what happened to the teller, or to somebody of theirs, and not what may happen."""
        told = self._text[cue.start : cue.end]
        if _ONE_TELLS().search(told) is None or _MAY().search(told):
            return False
        if self._happened is None:
            self._happened = _TOLD_TO_ONE().search(self._text) is not None
        return self._happened

    def asks_nothing(self, start: int, end: int) -> bool:
        """Whether ``text[start:end]`` tells of the speaker's own act or of a thing, and not of one for the reader."""
        before = self._text[max(0, start - 48) : start].rstrip()
        phrase = self._text[start:end]
        if _THING().match(phrase) and (
            not before or _THING_BEFORE().search(before) or phrase.startswith(("withdrawal", "transaction"))
        ):
            return True
        return _OWN_ACT().search(before) is not None and _OWN_ASKS().match(phrase) is None

    def stance(self, start: int, end: int, *, is_ask: bool = False) -> tuple[Stance, bool, bool]:
        """Stance of ``text[start:end]``, whether it is described in general, and whether it was done.

        In a phrase that asks for something, a cue inside it turns it round too: "your code is 1234, never share it".
        """
        if not self._words:
            return "asked", False, True
        if self._cues is None:
            self._cues = _find_cues(self._text)
        done = True
        for cue in reversed(self._cues):
            if is_ask and start < cue.start < end and cue.kind in {"denied", "advised"}:
                return ("denied" if cue.kind == "denied" else "advised"), False, done
            if cue.start > start or (cue.end > start and cue.end > end) or cue.kind == "none":
                continue
            if cue.start == start and cue.kind in {"denied", "advised", "narrator"}:
                continue  # the phrase has its own "do not": "do not tell anyone"
            between = self._text[min(cue.end, start) : start]
            if cue.kind == "narrator":
                if not _TURN().search(between):
                    done = False
                continue
            if cue.kind == "described":
                if not _HARD_TURN().search(between) and not self._told_to_one(cue):
                    return "advised", True, done
            elif cue.kind == "denied":
                if not _HARD_TURN().search(between):
                    return "denied", False, done
            elif not _TURN().search(between):
                return "advised", False, done
        after = _AFTER().search(self._text, end)
        if after is not None and not re.search(r"\b(?:not|isnt|no)\b", self._text[end : after.end()]):
            return "advised", True, done
        return "asked", False, done


def _find_cues(text: str) -> list[_Cue]:
    return [_Cue(found.start(), found.end(), found.lastgroup) for found in _CUE().finditer(text)]  # type: ignore[arg-type]


def count_cues(text: str) -> dict[str, int]:
    """How many cues of each kind a normalised text holds: warnings are full of them."""
    counts = {"none": 0, "described": 0, "narrator": 0, "denied": 0, "advised": 0}
    for cue in _find_cues(text):
        counts[cue.kind] += 1
    return counts
