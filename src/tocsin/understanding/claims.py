"""Who is named in a text, and who somebody claims to be.

A name alone claims nothing: "pay it in at the post office", "report it to the police". A claim is made where the
sender or caller names himself ("this is …", "… security team", "…:" at the start), or where the teller says he did
("said he was from …", "… rang me").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tocsin.knowledge.kept import KeptFor
from tocsin.knowledge.load import Knowledge
from tocsin.understanding.lazily import lazily

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


SHORT_WORDS = 60
_LINK = re.compile(
    r"\bhttps?\b|\bwww\b|[a-z0-9]\.(?:com|co|net|org|info|xyz|top|site|online|link|ly|me|example|uk|pw|icu)/"
)
_WORD = re.compile(r"[a-z0-9]+")
_BEFORE = lazily(
    r"(?:\b(?:this is|it is|its|im|i am|we are|were|my name is .{1,40}|here is|name of|says? (?:he|she|it|they)(?:s| is| was| were)|said (?:he|she|it|they) (?:is|was|were)|welcome to|thank you for (?:calling|choosing)|thanks for calling|"
    r"hello|hi|good (?:morning|afternoon|evening)|sent by|behalf of|here at|we at|representing|represent|message from|calling|ringing|speaking|work(?:ing)? (?:for|at|with)|employed by|"
    r"claim\w* (?:to be|he was|she was|they were|it was|they are|to work for|to represent)|claiming|pretend\w*(?: to be| they were| it was| he was)?|pos(?:e|ed|es|ing) as|purport\w*(?: to be)?|impersonat\w+|supposedly|apparently|allegedly|"
    r"said it was|said they were|saying (?:he|she|it|they|hes|shes|its|theyre) (?:was|were|is|are)?|saying (?:hes|shes|its|theyre)|call(?:ed|s)? (?:himself|itself|herself)|officer|agent|colleague|engineer|technician|team|department|support|advisor|adviser|transferr?(?:ed|ing)? (?:me|you) to|"
    r"was|being|fake|scam)"
    r" (?:now |here |again |today |you |me |us |back |the |a |an |your |my |our |his |her |official |from |with |at |for |of |on |as |in |and |sir |madam |to |be |behalf |local |sergeant |constable |detective |inspector |pc |dc |ds |officer |\w+ from |\w+ \w+ from |from \w+ |from the \w+ |at \w+ |\w+ at |\w+ with ){0,6}"
    r"|\b(?:from|off) (?:the |your |my |a |our |her |his |an |someone at |somebody at |people at |team at |department at |department of |team of |desk of |office of |\w+ (?:team|department|desk|office|at|of|in) (?:of |at |in |the |your )?){0,3}"
    r"|\b(?:department|team|desk|office|division|centre|center|support|security) (?:at|of|for|in) (?:the |your |my )?)$"
)
_NOT_BEFORE = lazily(
    r"\b(?:money|cash|\W?[0-9.,]+|payment|transfer|withdraw\w*|bought|buy|order\w*|refund|savings|pounds|cards?|away|home|out|money back|get back|bus|train|far|minutes|miles|walk|drive|road|different|hidden|apart|separate|independent) (?:from|off) (?:the |your |my |a |our |her |his )?$"
    r"|\b(?:report\w*|told?|tell|tells|telling|contact\w*|inform\w*|to|ask|visit\w*|ring|call|phone|calling|notify|via|through|using|with|against|about|into|not|isnt|wasnt|never|no|nearest|than|at any|at the|at a|at your|in the|ask the|by) (?:it to |this to |them to |to |the |your |my |our |her |his |a )*$"
)
_TAKES_CALLING = lazily(r"\b(?:calling|ringing|speaking) (?:you )?(?:from|with|for|on behalf of) (?:the |your |my )?$")
_AFTER = lazily(
    r"\s?(?:\)|]|'?s )?\s?(?:(?:security|support|technical|fraud|customer|billing|refunds?|account|accounts|help|verification|prime|online|alert|alerts|notification|notice|delivery|driver|"
    r"courier|officer|agent|department|dept|team|helpdesk|service|services|representative|staff|employee|engineer|technician|investigat\w+|prevention|protection|compliance|recovery|anti|here|"
    r"speaking|calling|info|update|reminder)\b"
    r"|(?:rang|called|phoned|contacted|texted|emailed|messaged|said|told|asked|wanted|is calling|are calling|is ringing|are ringing|is on the phone|calling me|ringing me|has sent|has detected|has issued|have detected|have found|has noticed|detected|is filing|is going to|"
    r"needs? you|wants? you|wants? me|requires? you|informs?|regrets|would like|are investigating|is investigating|have a warrant|has a warrant|has tried|tried to deliver|attempted|was unable|were unable|could not deliver|couldnt deliver|have your|has your|is holding|are holding|on the phone)\b"
    r"|:|-|\||] )"
)
_YOURS_BEFORE = lazily(r"\b(?:your|ur) (?:\w+ )?$")
_YOURS_AFTER = lazily(
    r"\s?(?:\w+ )?(?:account|parcel|package|delivery|subscription|membership|order|licence|license|card|profile|wallet|id|payment|bill|package|shipment|broadband|router|internet|line|refund|computer|pc)\b"
)


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation named in a normalised text; ``claimed`` when somebody says they are it."""

    organisation: str
    start: int
    end: int
    claimed: bool


class NameIndex:
    """The names of every organisation, by their first word."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self.generic = frozenset(each.id for each in knowledge.organisations.values() if each.generic)
        for organisation in knowledge.organisations.values():
            for name in {organisation.name, *organisation.names}:
                words = tuple(_WORD.findall(name.lower().replace("'", "").replace("’", "")))
                if words:
                    self.by_first.setdefault(words[0], []).append((words, organisation.id))
        for names in self.by_first.values():  # the longest name that fits; of one name the particular organisation
            names.sort(key=lambda entry: (-len(entry[0]), entry[1] in self.generic))


name_index = KeptFor(NameIndex)


def find_named(
    text: str, words: Sequence[str], knowledge: Knowledge, *, spans: Sequence[tuple[int, int]]
) -> list[Named]:
    """Every organisation named in a normalised text whose ``words`` lie at ``spans``, in its order."""
    index = name_index(knowledge)
    by_first = index.by_first
    # A short text with a link in it speaks for whom it names.
    speaks_for = len(words) <= SHORT_WORDS and _LINK.search(text) is not None
    if by_first.keys().isdisjoint(words):
        return []
    found: list[Named] = []
    position, count = 0, len(words)
    while position < count:
        names = by_first.get(words[position])
        matched = 0
        for name, organisation in names or ():
            length = len(name)
            if length == 1 or tuple(words[position : position + length]) == name:
                start, end = spans[position][0], spans[position + length - 1][1]
                generic = organisation in index.generic
                claimed = _claimed(text, start, end, generic, speaks_for=speaks_for)
                found.append(Named(organisation, start, end, claimed))
                matched = length
                break
        position += matched or 1
    return found


def _claimed(text: str, start: int, end: int, generic: bool, *, speaks_for: bool) -> bool:
    before = text[max(0, start - 90) : start]
    for mark in (". ", "! ", "? ", "\n"):
        cut = before.rfind(mark)
        if cut >= 0:
            before = before[cut + len(mark) :]
    after = text[end : end + 40]
    if _TAKES_CALLING().search(before):
        return True
    if _NOT_BEFORE().search(before):
        return False
    if speaks_for and not generic:
        return True
    if _BEFORE().search(before):
        return True
    if (
        not generic
        and start <= 12
        and re.match(
            r"\s?(?:\)|])?\s?[:\-|,.]|\s+(?:alert|notice|info|your|we|you|has|have|tried|security|account)", after
        )
    ):
        return True
    if _AFTER().match(after) and (not generic or not after.lstrip().startswith((":", "-", "|"))):
        return True
    if not generic and _YOURS_BEFORE().search(before) and _YOURS_AFTER().match(after):
        return True
    # A signature: the last words of the message.
    return not generic and end >= len(text) - 12 and len(before) < 30 and start > 40
