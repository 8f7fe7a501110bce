"""Whether somebody asks for help with what befell them: "dont know what to do", "wat shall i do", "can anyone help?".

Such a text is nobody's warning, however often it says "scam" or "fraud": its writer needs an answer.
"""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.understanding.lazily import Linear

ASKS_HELP = "asks-help"
"""The value of a mention that shows it."""
ASKING_WORDS = frozenset({"do", "help", "advice", "advise"})
"""One of these is in whatever asks."""

_WHAT = r"(?:what|wot|wat|wht|how)(?: on earth| the (?:hell|heck))?"
_I = r"(?:i|we|im|were)"
_SHALL = r"(?:shall|shud|should|shld|sould|do|can|could|cud|must|ought|might|am i|supposed|meant|need|have)"
_ASKS = Linear(
    rf"\b(?:(?:do not|dont|dunt|didnt|did not|dinnt|doesnt) (?:really |even |now |just )?(?:know|no|knw|kno|understand)|dunno|not (?:really |quite |at all )?(?:sure|certain|clear)|unsure|"
    rf"(?:no|not an?|havent an?|havent got an?|without an?) (?:idea|clue)|(?:at|am at) a loss|stuck|confused|wondering|(?:tell|advise|ask(?:ing)?) (?:me|us|you)?|"
    rf"need to know|want to know|(?:was )?asking)(?: as to| about| on)? {_WHAT} (?:to|{_I} {_SHALL}|{_SHALL}(?: {_I})?|best to)(?: \w+){{0,2}}? do\b"
    rf"|\b{_WHAT} (?:{_SHALL} {_I}(?: supposed to| meant to| best| need to| have to| now)?|(?:am|are) {_I} (?:supposed|meant) to|{_I} {_SHALL}(?: to)?) (?:now |best |please )?do\b"
    r"|\b(?:can|could|cud|cld|will|would) (?:anyone|anybody|someone|somebody|any one|some one|you guys) (?:please |pls |plz )?(?:help|advise)\b"
    r"|\b(?:i|we) (?:really |just |badly )?(?:need|want|would like) (?:some |your |any )?advice\b|\bany advice\b|\bneed (?:some )?(?:help|advice) (?:please|pls|asap)\b"
)
# Fraudsters beg so, too.
_BEGS = Linear(
    r"\b(?:can|could|cud|cld|will|would) (?:you|u|ya) (?:please |pls |plz )?(?:help|advise)\b|\b(?:please|pls|plz|plese) (?:can (?:you|u|anyone|someone) )?(?:help|advise)\b|\bhelp me\b"
    r"|\b(?:i|we) (?:really |just |badly )?need (?:some |your )?help\b"
)
# "If you do not know what to do …", "people who are not sure": said to others, or of them.
_OF_OTHERS = frozenset(
    ["you", "youre", "u", "your", "who", "may", "might", "people", "residents", "victims", "if", "to"]
)
_BEFORE = 60  # characters


def asks_for_help(data: bytes, words: Iterable[str], *, also_of_reader: bool = False) -> tuple[int, int] | None:
    """Where a normalised text (in bytes, with its ``words``) asks for help; None where it does not.

    ``also_of_reader``: "can you help me" counts too, which scams say as well.
    """
    if ASKING_WORDS.isdisjoint(words):
        return None
    if also_of_reader and (begs := _BEGS.span(data)) is not None:
        return begs
    for start, end in _ASKS.spans(data):
        before = data[max(0, start - _BEFORE) : start].decode("latin-1")
        sentence = before[max(before.rfind(mark) for mark in ".!?\n") + 1 :].split()
        while sentence and sentence[-1] in ("are", "still", "really"):
            sentence.pop()
        if _OF_OTHERS.isdisjoint(sentence[-1:]) and not {"you", "youre"} & set(sentence):
            return start, end
    return None
