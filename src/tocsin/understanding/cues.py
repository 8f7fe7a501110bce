"""The words that turn an ask round: "we will never …", "do not …", "scammers may …", "she refused to …".

A grammar of rows in their order: each says what kind of cue it is, with which words it may begin, and its pattern. Only rows
that can begin with the word at hand are tried, and compiled when first tried: RE2 needs no time for what a text never meets.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from tocsin.understanding.lazily import Linear

Kind = Literal["none", "described", "narrator", "denied", "advised"]


def words(written: str) -> frozenset[str]:
    """The set of the words written with blanks between them."""
    return frozenset(written.split())


# Who denies: anybody but the reader. Without one, "do not send …" is advice.
_NOT_WHO_DENIES = words(
    "you please and or but so just then if now also sir madam always people customers residents ever remember"
)
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
_PEOPLE = (
    r"(?:scammers?|fraudsters?|criminals?|con ?(?:men|artists?|man)|crooks|thieves|hackers|callers?|impersonators?|imposters?|impostors?|offenders?|"
    r"suspects?|victims?|people|residents|householders|customers|consumers|targets|members of the public|pensioners|someone|somebody|a caller|caller|the caller|"
    r"the person|the scams?|these scams?|scams?|the messages?|the texts?|the emails?|the calls?|messages|texts|emails|calls|a scam)"
)
_PEOPLE_BEGIN = (
    "scammer scammers fraudster fraudsters criminal criminals con conmen conman conartist conartists crooks thieves hackers caller "
    "callers impersonator impersonators imposter imposters impostor impostors offender offenders suspect suspects victim victims "
    "people residents householders customers consumers targets members pensioners someone somebody a the these scam scams messages "
    "texts emails calls"
)
_NOT_US = r" (?:[a-tv-z0-9_]|u(?:[a-rt-z0-9_]|\b)|us\w)"  # a word, but not "us"


class Row:
    """One way to begin a cue. ``ahead``: the pattern ends with a blank and what must follow, which is no part of the cue."""

    __slots__ = ("ahead", "begins", "kind", "later", "pattern")

    def __init__(
        self, kind: Kind, begins: str, pattern: str, *, ahead: bool = False, later: tuple[bytes, ...] = ()
    ) -> None:
        self.kind: Kind = kind
        self.begins = words(begins)  # none: any word but those of _NOT_WHO_DENIES
        self.pattern = Linear(pattern)
        self.ahead = ahead
        self.later = later  # one of these stands later in the same line

    def end(self, data: bytes, start: int, stop: int) -> int:
        """Where the cue that begins at ``start`` ends; -1 for none."""
        end = self.pattern.end(data, start, stop)
        if end >= 0:
            if self.ahead:
                return data.rfind(b" ", start, end)
            if self.later:
                line = data[end:stop].partition(b"\n")[0]
                return end if any(each in line for each in self.later) else -1
        return end


_ROWS = (
    # Not cues, although they begin like one.
    Row("none", "dont do never not please",
        r"(?:dont|do not|never|not to|please do not|please dont) (?:you )?(?:worry|panic|hesitate|forget|delay|hang|put the phone|put down|miss|wait|be "
        r"(?:afraid|alarmed|scared|worried|concerned|late)|ignore|disconnect|lose|go (?:away|anywhere)|leave|get me wrong|think twice)"),
    Row("none", "if unless because since when until or whether",
        r"(?:if|unless|because|since|when|until|or|whether) (?:\w+ ){1,3}(?:do not|dont|did not|didnt|does not|doesnt|cannot|cant|are not|arent|have not|havent|"
        r"has not|hasnt|will not|wont|fail|never)"),
    Row("none", "why not if or cant can no do wasnt was",
        r"why (?:dont|not|didnt)|not only|not just|if not|or not|not yet|cant wait|can not wait|no longer|no problem|"
        r"do not call(?: us)? (?:list|register|registry)|do not call it|no worries|no one else|no need to worry|not sure|not a problem|wasnt you|was not you|why wouldnt"),
    # Told of in general, as warnings do.
    Row("described", _PEOPLE_BEGIN,
        rf"{_PEOPLE} (?:(?:who|that|which|will|may|might|can|could|then|often|usually|typically|sometimes|also|commonly|frequently|even|claiming|pretending|posing|are|is|being) ){{1,4}}"
        r"(?:ask|asks|asking|asked|tell|tells|telling|told|claim|claims|claiming|pretend|pretends|pretending|pose|say|says|saying|contact|call|calls|calling|send|request|requests|"
        r"demand|demands|urge|trick|persuade|convince|offer|offers|offering|try to get|get you|instruct|impersonate|use|want|direct|encourage|pressure|threaten|ring|phone|impersonating|"
        r"conned|tricked|duped|persuaded|contacted|targeted|urged|invited|directed|urging|inviting|seek|make|steal|take|need|include|includes|say they)"),
    Row("described", "if when where should whenever",
        r"(?:if|when|where|should|whenever) (?:you |anyone |someone |somebody |a caller |they |an? \w+ (?:caller|officer|company|person) |people )?(?:ever )?(?:get|receive|are (?:ever )?(?:asked|contacted|called|told|phoned)|is "
        r"asked|asks?|calls?|contacts?|rings?|phones?|have been (?:asked|contacted)|ha(?:s|ve) (?:told|asked|rung|phoned|called|contacted|texted|offered) you|claims?|says?|tells?|offers?|texts?|demands?|requests?|come across)"
        + _NOT_US, ahead=True),
    Row("described", "any every all unexpected unsolicited suspicious such these those fake bogus fraudulent scam phishing other of about with from",
        r"(?:any|every|all|unexpected|unsolicited|suspicious|such|these|those|fake|bogus|fraudulent|scam|phishing|other|of|about|with|from) (?:calls?|callers?|texts?|emails?|messages?|requests?|person|phone calls?|letters?|links?|websites?) "
        r"(?:that|which|who|asking|claiming|offering|saying|requesting|purporting|from people|pretending|telling|demanding|urging)"),
    Row("described", "anyone anybody",
        r"any(?:one|body) (?:who |that )?(?:asks?|asking|calls?|claims?|claiming|says?|tells?|contacts?|who|wants?|demands?|demanding|offering|requests?|requesting|insists?|pressur\w+)"),
    Row("described", "someone somebody people",
        r"(?:someone|somebody|people) (?:who |that )?(?:asks?|asking|calling|claiming|pretending) "),
    Row("described", "scam fraud con trick tactic scheme ruse hoax",
        r"(?:scam|fraud|con|trick|tactic|scheme|ruse|hoax) (?:where|in which|involves|involving|that (?:involves|uses|tricks)|sees|works|begins|starts)"),
    Row("described", "warned warning warn warns alert report reports reported complaint complaints aware",
        r"(?:warned|warning|warn|warns|alert|reports?|reported|complaints?|aware) (?:\w+ ){0,4}?(?:about|of|after|against|that|over|to)\b"),
    Row("described", "pretending purporting claiming", r"(?:pretending|purporting|claiming) to be ",
        later=(b"residents", b"victims", b"customers", b"people")),
    # What the teller was asked and did not do.
    Row("narrator", "i we she he mum mom dad nan gran grandma grandad my luckily fortunately thankfully",
        r"(?:i|we|she|he|mum|mom|dad|nan|gran|grandma|grandad|my \w+|luckily|fortunately|thankfully) (?:\w+ )?(?:didnt|did not|havent|have not|hadnt|had not|"
        r"refused|refuse|hasnt|has not|wasnt|couldnt)\b"),
    Row("narrator", "i she he mum dad nan my", r"(?:i|she|he|mum|dad|nan|my \w+) (?:never|would not|wouldnt)"),
    Row("narrator", "refused declined wouldnt didnt did",
        r"(?:refused|declined|wouldnt|didnt|did not) (?:to|give|pay|let|tell|send|do|click|transfer)", ahead=True),
    # Denied: "our staff will never ask".
    Row("denied", "will would do does can could is are am", rf"(?:{_AUXILIARY}) never{_ADVERBS} (?:{_REQUEST})"),
    Row("denied", "", rf"[a-z]+ never{_ADVERBS} (?:{_REQUEST})"),
    Row("denied", "never", r"never (?:asks|calls|rings|requests|contacts|sends|demands|phones|emails|texts|requires|makes)"),
    Row("denied", "", rf"[a-z]+ (?:do not|dont|should never|should not){_ADVERBS} (?:{_REQUEST})"),
    Row("denied", "will wont would wouldnt does doesnt cannot can",
        rf"(?:will not|wont|would not|wouldnt|does not|doesnt|cannot|can not|would never){_ADVERBS} (?:{_REQUEST})"),
    Row("denied", "no",
        r"no (?:\w+ )?(?:bank|police|officer|policeman|genuine|legitimate|real|reputable|one|company|organisation|court|government|agency|firm|department|business|body)\b"),
    Row("denied", "nobody no none neither",
        r"(?:nobody|no one|none of us|neither) (?:will|would|from|at|should|can|ever|is|has)", ahead=True),
    Row("denied", "not isnt arent without",
        r"(?:not|isnt|arent|without) (?:be |being )?(?:asked|asking|asks|required|requesting|needed|necessary)"),
    Row("denied", "no not dont doesnt neednt",
        r"no need (?:to|for)|not need|dont need|doesnt need|neednt|not have to|dont have to|not necessary"),
    # Advised against.
    Row("advised",
        "you people customers residents should must need shouldnt mustnt never do dont avoid refrain beware be watch look think under on "
        "resist steer hang stop red warning sign signs how ignore delete question say report",
        r"(?:you |people |customers |residents )?(?:should|must|need to) (?:never|not)|shouldnt|mustnt|never|do not|dont|avoid|refrain|beware|be "
        r"(?:very |extra |wary |especially |particularly )?(?:wary|suspicious|cautious|careful|sceptical|alert|aware|vigilant|on your guard|on the lookout)"
        r"|watch out|look out for|think twice|under no circumstances|on no account|resist|steer clear|hang up (?:if|when|on)|stop and think|red flags?|warning signs?|"
        r"signs? (?:of|that|to)|how to spot|be on the lookout|ignore (?:any|all|calls|texts|emails|messages)|delete (?:any|the)|question (?:any|why|un)|say no|"
        r"question uninvited|report (?:any|all|it|suspicious|scam)"),
    Row("advised", "refuse", r"refuse to", ahead=True),
)  # fmt: skip
_BY_WORD: dict[str, tuple[Row, ...]] = {
    word: tuple(row for row in _ROWS if word in row.begins or (not row.begins and word not in _NOT_WHO_DENIES))
    for word in sorted(frozenset().union(*(row.begins for row in _ROWS)) | _NOT_WHO_DENIES)
}
_BY_ANY_WORD = tuple(row for row in _ROWS if not row.begins)

CUE_WORDS = words(
    "account alert all any anybody anyone arent artist artists avoid aware be beware bogus call caller callers calls "
    "cannot cant circumstances claiming complaints con conmen consumers couldnt criminal criminals crooks customers "
    "declined delete didnt doesnt dont email emails every fake fraud fraudster fraudsters fraudulent hackers hadnt "
    "hang hasnt havent hoax householders if ignore impersonators imposters impostors isnt look members message "
    "messages mustnt need neednt neither never no nobody none not offenders other pensioners people person phishing "
    "pretending public purporting question red refrain refuse refused report reported reports residents resist ruse "
    "say scam scammer scammers scams scheme should shouldnt sign signs somebody someone spot steer stop such suspects "
    "suspicious tactic targets text texts these thieves think those trick unexpected unsolicited victim victims warn "
    "warned warning warns wasnt watch when whenever where without wont wouldnt"
)
"""One of these is in every cue: most sentences have none and are not asked."""

# Where a cue may begin. Some words begin one only before certain others.
_STARTS = words(
    "advised alert anybody anyone arent artist avoid aware be beware call caller callers calls cannot cant claiming "
    "complaints con conartist conartists conman conmen consumers criminal criminals crooks customers declined delete "
    "did didnt do doesnt dont email emails fortunately fraud fraudster fraudsters hackers hang hoax householders if "
    "ignore impersonator impersonators imposter imposters impostor impostors isnt look luckily members message "
    "messages mustnt neednt neither never no nobody none not offender offenders pensioners people please pretending "
    "purporting question red refrain refuse refused report reported reports residents resist ruse say scam scammer "
    "scammers scams scheme should shouldnt sign signs somebody someone steer stop suspect suspects tactic targets "
    "text texts thankfully thieves think trick victim victims warn warned warning warns wasnt watch when whenever "
    "where why without wont wouldnt"
)
_NOUNS = words(
    "call caller callers calls email emails letter letters link links message messages person phone request requests "
    "scam scams text texts website websites"
)
_STARTS_BEFORE: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        words(
            "a the any every all unexpected unsolicited suspicious such these those fake bogus fraudulent phishing other of about with from"
        ),
        _NOUNS,
    ),
    **dict.fromkeys(words("will would does can could is are am was must"), frozenset({"not", "never"})),
    "you": frozenset({"should", "must", "need"}),
    "need": frozenset({"to"}),
    "how": frozenset({"to"}),
    "on": frozenset({"no"}),
    "under": frozenset({"no"}),
}
_STARTS_WITH_A_NOT = words("because dad gran grandad grandma he i mom mum my nan or she since unless until we whether")
NEGATIONS = words(
    "arent cannot cant couldnt didnt doesnt dont fail hadnt hasnt havent never not refuse refused wasnt wont wouldnt"
)
# "our staff never ask", "we do not call": in every row that may begin with any word, one of these is the second word.
_AFTER_SUBJECT = frozenset({"never", "do", "dont", "should"})


_OF_INTEREST = _STARTS | _STARTS_WITH_A_NOT | _STARTS_BEFORE.keys() | _AFTER_SUBJECT


def may_begin_at(said: Sequence[str]) -> list[int]:
    """Numbers of the words of a sentence at which a cue may begin, by the word itself and the one after it."""
    negated: bool | None = None  # looked for when first needed
    found: list[int] = []
    last = len(said) - 1
    for number, word in enumerate(said):
        if word not in _OF_INTEREST:
            continue
        if word in _AFTER_SUBJECT and number and (not found or found[-1] != number - 1):
            found.append(number - 1)
        if word in _STARTS or (word in _STARTS_BEFORE and number < last and said[number + 1] in _STARTS_BEFORE[word]):
            found.append(number)
        elif word in _STARTS_WITH_A_NOT:
            if negated is None:
                negated = not NEGATIONS.isdisjoint(said)
            if negated:
                found.append(number)
    return found


def cue_at(word: str, following: str, data: bytes, start: int, stop: int) -> tuple[int, int, Kind] | None:
    """The cue that begins with ``word`` at ``data[start]``, if there is one: start, end, kind. ``following``: the word after it."""
    if data[start - 1 : start] == b"_":
        return None
    denies = following in _AFTER_SUBJECT
    for row in _BY_WORD.get(word, _BY_ANY_WORD):
        if row.begins or denies:
            end = row.end(data, start, stop)
            if end >= 0:
                return start, end, row.kind
    return None
