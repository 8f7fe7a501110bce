"""How far it went: what the teller (or the person told of) did, and whether the caller is on the phone now."""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.records import STAGES, Stage, Urgency
from tocsin.understanding.lazily import Linear

_SOMEBODY = (
    r"(?:i|ive|we|weve|she|shes|he|hes|mum|mom|dad|nan|gran|grandma|grandad|they both|"
    r"my (?:mum|mom|mother|dad|father|nan|gran|grandmother|grandfather|grandad|husband|wife|son|daughter|neighbour|friend|aunt|auntie|uncle|sister|brother|partner|parents|boss|client|colleague)|"
    r"the (?:customer|resident|victim|caller|client|lady|gentleman)|and|then|so|stupidly|foolishly|unfortunately|sadly)"
)
_ADVERBS = r"(?: (?:have|has|had|just|already|then|also|even|stupidly|foolishly|unfortunately|eventually|ended up|now|did|only|went and|finally|and|accidentally|sadly|must have|think i|panicked and|actually|gone and|reluctantly))*"
_THEM = r"(?:him|them|her|the caller|the man|the woman|the guy|this man|someone|the person|this person|these people|the scammers?|it)"
_MINE = r"(?:my|our|her|his|the|their|all my|some|a|full)"
_SENSITIVE = (
    r"(?:details|card|bank|pin|password|code|codes|passcode|otp|sort code|account number|account|date of birth|dob|address|"
    r"national insurance|ni number|numbers?|information|info|security|memorable|passport|licence|login|log in|cvv|name and)"
)
_DEED = Linear(
    rf"\b{_SOMEBODY}{_ADVERBS} (?:"
    rf"(?P<paid>(?:paid|pay(?:ed)?|transferred|moved|wired|handed (?:over|him|her|them)|deposited|invested|sent (?:off )?(?:him |her |them |the |over |about |around |nearly |almost |all |a |my |some )*(?:£|\$|[0-9]|money|cash|payment|bitcoin|crypto|gift|funds|savings|thousand|hundred|pounds)|"
    rf"gave (?:{_THEM} )?(?:over )?(?:the |my |about |around |some |a |all |her |his )*(?:£|\$|[0-9]|money|cash|savings|envelope|bank card|debit card|gold|jewellery)|"
    rf"bought (?:\w+ ){{0,5}}(?:gift|itunes|steam|apple|google play|vouchers?|bitcoin|cards)|lost (?:\w+ ){{0,3}}(?:£|\$|[0-9]|money|savings|everything|thousands?|hundreds?)|"
    rf"withdrew (?:\w+ ){{0,5}}(?:and (?:gave|handed|sent|paid))|made (?:a |the |two |three |several )?(?:payments?|transfers?)|authorised (?:a |the )?(?:payments?|transfers?)))"
    rf"|(?P<access>(?:let|allowed|gave|given|granted|handed) (?:{_THEM} )?(?:\w+ ){{0,3}}(?:in\b|into|onto|on to|on my|on the|on her|on his|connect|control|access|take over|log|remote|use my|use her|see my)|"
    rf"(?:installed|downloaded|put|ran|opened|loaded|instal) (?:\w+ ){{0,4}}(?:anydesk|any desk|team ?viewer|software|app|program|programme|ultraviewer|tool|thing|file|quick ?assist|it)\b|"
    rf"shared (?:my|her|his|the) screen|gave (?:{_THEM} )?(?:the )?(?:anydesk|team ?viewer) (?:code|number|id))"
    rf"|(?P<details>(?:gave|given|give|told|read|sent|texted|shared|entered|put in|typed|filled|provided|confirmed|submitted|forwarded|supplied|handed|spelled|passed) (?:out |in |over |{_THEM} |{_MINE} |that |six |one |time |\w+ ){{0,5}}?{_SENSITIVE}\b|"
    rf"filled (?:in|out) (?:the |a |my )*(?:form|details)|logged in (?:to|on|using|through|with))"
    rf"|(?P<engaged>(?:clicked|replied|answered (?:it|the|him|her|some|a|back)|spoke|talked|chatted|responded|rang (?:the number|them|him|her|it|back)|called (?:the number|them back|him back|back|them|it)|pressed|followed|opened (?:it|the)|stayed on|listened|went (?:to|on) the (?:website|site|link)|"
    rf"tapped|texted (?:back|him|them)|went along|have been (?:talking|chatting|speaking|messaging)|been (?:talking|chatting|speaking|messaging)|kept (?:him|them) (?:talking|on)))"
    rf")"
)
# Money gone or people in, whoever the sentence makes the doer.
_HAPPENED = Linear(
    r"\b(?:(?P<paid>(?:took|taken|stole|stolen|transferred|withdrew|emptied|drained|moved|cleared) (?:\w+ ){0,4}(?:£|\$|[0-9]|money|savings|out of|from (?:my|her|his|our|the)) ?(?:\w+ ){0,3}|money (?:has |had |is |was )?(?:gone|left|been taken|disappeared|vanished)|"
    r"(?:has|have|had|was|were) (?:been )?(?:taken|stolen|debited|withdrawn) (?:from|out of) (?:my|her|his|our|the)|account (?:has been |was |is |had been )?(?:emptied|drained|cleared out)|(?:payment|transfer|money) (?:has |had )?(?:went|gone) through|out of pocket|"
    r"(?:cost|costing|conned|scammed|defrauded|swindled|cheated|tricked) (?:me|us|her|him|mum|dad|nan|my \w+) out of|(?:he|she|they) got (?:£|[0-9]|my money|the money|away with))"
    r"|(?P<access>(?:he|she|they|someone|somebody|the man|the caller) (?:is |was |were |are |has |had |have |then |got |took |gained |still )*(?:moving (?:the|my|her|his) (?:mouse|cursor)|control (?:of|over)|in my computer|on my computer|inside my|connected to my|logged (?:in|on) ?(?:to|into)? (?:my|her|his|the)|remote control|access to my|got into my|(?:been )?on my (?:laptop|pc|screen))|"
    r"(?:mouse|cursor) (?:was |is |started |kept )?(?:moving|move)))"
)
_NOT_DONE = Linear(
    r"\b(?:not|didnt|dont|never|wouldnt|wont|refused|nearly|almost|about to|going to|before|without|asked|asking|wanted|wants|told|tell|telling|tried to get|trying to get|if|should|could have|would have|might have|havent|hasnt|hadnt|cannot|cant|"
    r"need|needs|stop|stopped|instead of|to)(?: \w+){0,2}$"
)
_NOT_YET = Linear(r"\b(?:tried to|trying to|could|might|would|will|nearly|almost|havent|hasnt|not)(?: \w+){0,3}$")
_ON_CALL = Linear(
    r"\b(?:(?:still|now|currently|just now|right now|at the moment|as we speak|as i (?:type|write)) (?:\w+ ){0,3}?(?:on the (?:phone|line|other line|landline|call)|on hold|holding|in (?:my|the) (?:computer|laptop|house)|here|connected|ringing|calling|talking)|"
    r"(?:on the (?:phone|line|other line|landline|call)|on hold|waiting on the line|on the other end|holding on) (?:\w+ ){0,3}?(?:now|right now|still|currently|at the moment|as i type|as we speak|waiting|while i)|"
    r"(?:is|are|am|hes|shes|theyre|im|got|have|s) (?:still )?(?:on the (?:phone|line|other line|landline)|on my screen|on (?:the|a) call)|(?:is|are|hes|shes|theyre) (?:calling|ringing|phoning) (?:me |us |mum |dad |nan )?(?:right )?(?:now|at the moment|again)|"
    r"(?:on the phone|on the line) (?:with|to) (?:him|her|them|me|us|someone|somebody|a man|microsoft|bt|the bank|hmrc|the police|my (?:mum|nan|dad|gran)|my)(?: \w+){0,4} (?:now|at the moment)|(?:he|she|they) (?:is|are|s|re) (?:waiting|holding|hanging on)|wont (?:let me|get off|hang up)|"
    r"not let(?:ting)? me (?:hang|put)|hasnt hung up|havent hung up|while (?:he|she|they)(?:s| is| are|re) (?:on|waiting))\b"
)
CALL_WORD_PARTS = ("phone", "hold", "ringing", "calling", "talking", "screen", "hang", "hung", "waiting")
CALL_WORD_STARTS = ("line", "call", "my")  # "my": in my ear, in my computer
# Beside one of the first, one of the second is in whatever _ON_CALL finds.
_ON_CALL_TOGETHER: tuple[tuple[frozenset[str], frozenset[str]], ...] = tuple(
    (frozenset(first.split()), frozenset(second.split()))
    for first, second in (
        ("on", "phone line landline screen call hold end"),
        (
            "holding here connected ringing calling talking computer laptop house",
            "still now currently moment speak type write waiting while",
        ),
        ("calling ringing phoning", "now moment again"),
        ("waiting holding hanging", "he she they"),
        ("wont", "let get hang"),
        ("let letting", "hang put"),
        ("hung", "hasnt havent"),
        ("while", "on waiting"),
    )
)
_WAS_ON_CALL = Linear(
    r"\b(?:was|were|had|yesterday|last (?:week|night|month|year)|earlier|ago|hung up|put the phone down)\b"
)
_LONG_AGO = Linear(
    r"\b(?:(?:weeks?|months?|years?) ago|last (?:week|month|year|summer|winter|spring|autumn|january|february|march|april|may|june|july|august|september|october|november|december)|"
    r"back in|in (?:19|20)[0-9]{2}|a while (?:ago|back)|some time ago|(?:[2-9]|[1-9][0-9]|two|three|four|five|six|ten|several|few) (?:days|weeks|months|years) ago|over the (?:past|last)|for (?:weeks|months|years))\b"
)
_BY_GROUP: dict[str, Stage] = {
    "paid": "paid", "access": "gave_access", "details": "shared_details", "engaged": "engaged",
}  # fmt: skip


def tell_stage(data: bytes, sentences: Iterable[tuple[int, int]]) -> Stage | None:
    """The furthest that a normalised account (in bytes) tells of; None when it tells of no deed."""
    furthest = -1
    for start, end in sentences:
        for pattern, undone, reach in ((_DEED, _NOT_DONE, 40), (_HAPPENED, _NOT_YET, 30)):
            if pattern.span(data, start, end) is None:
                continue
            for group, found, _, verb in pattern.named(data, start, end):
                stage = STAGES.index(_BY_GROUP[group])
                if stage <= furthest:
                    continue
                at = verb if pattern is _DEED else found
                if undone.span(data[max(start, at - reach) : at].rstrip()) is None:
                    furthest = stage
    return None if furthest < 0 else STAGES[furthest]


def may_tell_on_call(words: Iterable[str]) -> bool:
    """Whether words may hold what :func:`tell_on_call` looks for, whose pattern costs ten times this look."""
    said = set(words)
    return any(not said.isdisjoint(first) and not said.isdisjoint(second) for first, second in _ON_CALL_TOGETHER)


def tell_on_call(text: str, data: bytes) -> bool:
    """Whether they are on the phone (or in the computer) while this is told. Asked only of texts marked so."""
    for start, end in _ON_CALL.spans(data):
        sentence_start = max(text.rfind(mark, 0, start) for mark in (".", "!", "?", "\n")) + 1
        sentence_end = min((at for at in (text.find(mark, end) for mark in ".!?\n") if at >= 0), default=len(text))
        if not _WAS_ON_CALL.span(data, sentence_start, sentence_end) or "now" in text[start:end].split():
            return True
    return False


def tell_urgency(stage: Stage | None, data: bytes, *, on_call: bool) -> Urgency:
    """``now`` where minutes may save money, ``today`` where a day may, else none."""
    if on_call:
        return "now"
    if stage in ("paid", "gave_access"):
        return "today" if _LONG_AGO.span(data) else "now"
    if stage == "shared_details":
        return "today"
    return "none"
