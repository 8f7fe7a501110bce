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
from tocsin.knowledge.wanted_words import EVERYWHERE
from tocsin.understanding.lazily import Linear

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


SHORT_WORDS = 60
_ADDRESS_WORDS = frozenset({"http", "https", "www"})
_LINK = re.compile(r"[a-z0-9]\.(?:com|co|net|org|info|xyz|top|site|online|link|ly|me|example|uk|pw|icu)/")
_WORD = re.compile(r"[a-z0-9]+")
_BEFORE = Linear(
    r"(?:\b(?:this is|it is|its|im|i am|we are|were|my name is .{1,40}|here is|name of|says? (?:he|she|it|they)(?:s| is| was| were)|said (?:he|she|it|they) (?:is|was|were)|welcome to|thank you for (?:calling|choosing)|thanks for calling|"
    r"hello|hi|good (?:morning|afternoon|evening)|sent by|behalf of|here at|we at|representing|represent|message from|calling|ringing|speaking|work(?:ing)? (?:for|at|with)|employed by|"
    r"claim\w* (?:to be|he was|she was|they were|it was|they are|to work for|to represent)|claiming|pretend\w*(?: to be| they were| it was| he was)?|pos(?:e|ed|es|ing) as|purport\w*(?: to be)?|impersonat\w+|supposedly|apparently|allegedly|"
    r"said it was|said they were|saying (?:he|she|it|they|hes|shes|its|theyre) (?:was|were|is|are)?|saying (?:hes|shes|its|theyre)|call(?:ed|s)? (?:himself|itself|herself)|officer|agent|colleague|engineer|technician|team|department|support|advisor|adviser|transferr?(?:ed|ing)? (?:me|you) to|"
    r"was|being|fake|scam)"
    r" (?:now |here |again |today |you |me |us |back |the |a |an |your |my |our |his |her |official |from |with |at |for |of |on |as |in |and |sir |madam |to |be |behalf |local |sergeant |constable |detective |inspector |pc |dc |ds |officer |\w+ from |\w+ \w+ from |from \w+ |from the \w+ |at \w+ |\w+ at |\w+ with ){0,6}"
    r"|\b(?:from|off) (?:the |your |my |a |our |her |his |an |someone at |somebody at |people at |team at |department at |department of |team of |desk of |office of |\w+ (?:team|department|desk|office|at|of|in) (?:of |at |in |the |your )?){0,3}"
    r"|\b(?:department|team|desk|office|division|centre|center|support|security) (?:at|of|for|in) (?:the |your |my )?)$"
)
_NOT_BEFORE = Linear(
    r"\b(?:money|cash|\W?[0-9.,]+|payment|transfer|withdraw\w*|bought|buy|order\w*|refund|savings|pounds|cards?|away|home|out|money back|get back|bus|train|far|minutes|miles|walk|drive|road|different|hidden|apart|separate|independent) (?:from|off) (?:the |your |my |a |our |her |his )?$"
    r"|\b(?:report\w*|told?|tell|tells|telling|contact\w*|inform\w*|to|ask|visit\w*|ring|call|phone|calling|notify|via|through|using|with|against|about|into|not|isnt|wasnt|never|no|nearest|than|at any|at the|at a|at your|in the|ask the|by) (?:it to |this to |them to |to |the |your |my |our |her |his |a )*$"
)
_TAKES_CALLING = Linear(r"\b(?:calling|ringing|speaking) (?:you )?(?:from|with|for|on behalf of) (?:the |your |my )?$")
_AFTER = Linear(
    r"\s?(?:\)|]|'?s )?\s?(?:(?:security|support|technical|fraud|customer|billing|refunds?|account|accounts|help|verification|prime|online|alert|alerts|notification|notice|delivery|driver|"
    r"courier|officer|agent|department|dept|team|helpdesk|service|services|representative|staff|employee|engineer|technician|investigat\w+|prevention|protection|compliance|recovery|anti|here|"
    r"speaking|calling|info|update|reminder)\b"
    r"|(?:rang|called|phoned|contacted|texted|emailed|messaged|said|told|asked|wanted|is calling|are calling|is ringing|are ringing|is on the phone|calling me|ringing me|has sent|has detected|has issued|have detected|have found|has noticed|detected|is filing|is going to|"
    r"needs? you|wants? you|wants? me|requires? you|informs?|regrets|would like|are investigating|is investigating|have a warrant|has a warrant|has tried|tried to deliver|attempted|was unable|were unable|could not deliver|couldnt deliver|have your|has your|is holding|are holding|on the phone)\b"
    r"|:|-|\||] )"
)
_OPENS = Linear(r"\s?(?:\)|])?\s?[:\-|,.]|\s+(?:alert|notice|info|your|we|you|has|have|tried|security|account)")
_YOURS_BEFORE = Linear(r"\b(?:your|ur) (?:\w+ )?$")
_YOURS_AFTER = Linear(
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
    """The names of every organisation, each by the one of its words that tells most: "bank" of "your bank"."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.generic = frozenset(each.id for each in knowledge.organisations.values() if each.generic)
        self.by_word: dict[str, list[tuple[int, list[str], str]]] = {}
        for organisation in knowledge.organisations.values():
            for name in sorted({organisation.name, *organisation.names}):
                words = _WORD.findall(name.lower().replace("'", "").replace("’", ""))
                if words:
                    telling = max(words, key=lambda word: (word not in EVERYWHERE, len(word)))
                    self.by_word.setdefault(telling, []).append((words.index(telling), words, organisation.id))


name_index = KeptFor(NameIndex)


def speaks_for_whom_it_names(text: str, words: Sequence[str]) -> bool:
    """A short text with a link in it speaks for whom it names."""
    if len(words) > SHORT_WORDS:
        return False
    return not _ADDRESS_WORDS.isdisjoint(words) or ("/" in text and _LINK.search(text) is not None)


def find_named(
    text: str, data: bytes, letters: str, start: int, words: list[str], knowledge: Knowledge, *, speaks_for: bool
) -> list[Named]:
    """Every organisation named in a sentence of normalised text that begins at ``start`` and holds ``words``, in its order.

    ``data`` and ``letters``: see Normalised. ``speaks_for``: see :func:`speaks_for_whom_it_names`.
    """
    index = name_index(knowledge)
    matches: list[tuple[int, int, bool, str]] = []
    by_word = index.by_word
    for position in [at for at, word in enumerate(words) if word in by_word]:
        for before, name, organisation in by_word[words[position]]:
            first = position - before
            if len(name) == 1 or (first >= 0 and words[first : first + len(name)] == name):
                matches.append((first, -len(name), organisation in index.generic, organisation))
    if not matches:
        return []
    matches.sort()  # the longest name that begins there; of one name the particular organisation
    found: list[Named] = []
    at, passed = start, 0
    for first, length, generic, organisation in matches:
        if first < passed:
            continue
        for word in words[passed:first]:
            at = letters.find(word, at) + len(word)
        begin = letters.find(words[first], at)
        passed = first - length
        for word in words[first:passed]:
            at = letters.find(word, at) + len(word)
        claimed = _claimed(text, data, begin, at, generic, speaks_for=speaks_for)
        found.append(Named(organisation, begin, at, claimed))
    return found


def _claimed(text: str, data: bytes, start: int, end: int, generic: bool, *, speaks_for: bool) -> bool:
    from_ = max(0, start - 90)
    for mark in (". ", "! ", "? ", "\n"):
        cut = text.rfind(mark, from_, start)
        if cut >= 0:
            from_ = cut + len(mark)
    before = data[from_:start]
    after = data[end : end + 40]
    # Cheap looks come before each pattern: most names stand where no cue can be.
    said = not before.isspace() and bool(before)
    if said and (b"lling " in before or b"nging " in before or b"aking " in before) and _TAKES_CALLING.span(before):
        return True
    if said and _NOT_BEFORE.span(before):
        return False
    if speaks_for and not generic:
        return True
    if said and _BEFORE.span(before):
        return True
    if not generic and start <= 12 and _OPENS.begins(after):
        return True
    if _AFTER.begins(after) and (not generic or not after.lstrip().startswith((b":", b"-", b"|"))):
        return True
    if not generic and _YOURS_AFTER.begins(after) and _YOURS_BEFORE.span(before):
        return True
    # A signature: the last words of the message.
    return not generic and end >= len(text) - 12 and len(before) < 30 and start > 40
