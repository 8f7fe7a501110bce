"""Who wants what a phrase tells of: asked of the reader, denied ("we will never ask …") or advised against.

Works on one sentence of normalised text. A cue governs what follows it until a word turns the clause round
("don't worry, *just* give me the code"), and some words that look like a cue are none ("don't hang up", "if you
do not pay").
"""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.records import Stance
from tocsin.understanding.cues import CUE_WORDS, Kind, cue_at, may_begin_at, words
from tocsin.understanding.lazily import Linear

_AFTER = Linear(
    r"(?:is|are|its|thats|this is|will be|was|be) (?:\w+ ){0,2}?(?:a |an |the )?(?:\w+ )?(?:scams?|scammers?|fraud|fraudsters?|con|red flags?|warning signs?|hoax|fake|bogus|criminals?)\b"
    r"|\b(?:hang up|end the call|put the phone down|do not respond|dont respond|do not reply|dont reply|report it|delete it|contact us immediately|do not engage|ignore it|"
    r"be suspicious|stop immediately|walk away|close the door|should be treated|treat it|say no)\b"
)
# "Is it a scam?" is a question, and "it was a scam" at the end of what befell somebody is a story: neither warns of anything.
_QUESTION = Linear(
    r"(?:is|are|was|be) (?:it|this|that|he|she|they|these|those|there|the (?:call|text|email|message))\b"
)
_PAST = Linear(r"(?:was|were)\b")
# Somebody did it to one person whom the teller knows, or to the teller: "someone claiming to be BT told my wife …" is no
# warning, though "someone claiming to be BT may tell you …" is one. Kin are "my", so that news of strangers is not meant.
_KIN = (
    r"(?:(?:my|our) (?:\w+ )?(?:mum|mother|mam|dad|father|nan|nana|gran|grandma|grandmother|grandad|grandfather|husband|wife|partner|son|daughter|neighbou?r|friend|aunt|auntie|"
    r"aunty|uncle|sister|brother|cousin|niece|nephew|boss|colleague|client|parents|lodger|tenant|mate|girlfriend|boyfriend|boy|girl|elderly \w+|\w+ in law)|mum|dad|mam|nan|gran|grandma|grandad)"
)
_TOLD_TO_ONE = Linear(
    rf"\b(?:told|asked|rang|called|phoned|texted|messaged|emailed|persuaded|convinced|got|made|tricked|wanted|gave|sent|contacted|visited|offered|threatened|warned|pressed|said to|"
    rf"spoke to|talked|came to|wrote to|rung|duped|conned|has|had|is telling|is asking|keeps asking|wants|tells|asks) (?:me|us|{_KIN})\b"
    rf"|\b(?:i|we|{_KIN}) (?:have |has |just |had |ve |recently |also )*(?:got|had|received|was|were|answered|been|took|picked up|spoke|get|getting|met|"
    r"moved|paid|sent|gave|read|let|clicked|put|bought|transferred|lost|opened|filled|typed|downloaded)\b"
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
# The speaker's own act ("we have sent you a new card") and a thing spoken of ("a withdrawal of £800", "any transfer")
# ask nothing of the reader.
_OWN_ACT = Linear(
    r"\b(?:we|i|ive|weve|our (?:team|engineer|driver|system|records?)|the bank|they)(?: (?:have|had|has|will|are|am|is|can|could|would|may|might|shall|ll|ve|just|already|now|also|"
    r"then|then|going to|not|be|been|immediately|temporarily|currently|automatically|able to|happy to)){0,5}$"
)
_OWN_ASKS = Linear(
    r"\b(?:need|want|require|like|ask|asking|must|have) (?:\w+ ){0,2}(?:you|your|to (?:confirm|verify|know|take|get|check|collect))\b|\b(?:need|require|want|confirm|verify|take)\b"
)
_THING = Linear(r"(?:withdrawals?|payments?|purchases?|transactions?|charges?|transfers?|debits?|orders?|deposits?)\b")
_DONE_TO = tuple(
    sorted(f" {word}" for word in words("the your all it them my now money me us into everything half"))
)  # "transfer the money" asks for something
_THING_BEFORE = Linear(
    r"\b(?:a|an|the|any|this|that|these|those|unusual|suspicious|recent|attempted|unauthorised|unauthorized|large|of|your|my|several|two|three|some|no|each|every|for|wire|direct|cash|bank|card|account|last|monthly|annual)$"
)

AFTER_WORDS = words(
    "bogus close con contact criminal criminals delete end engage fake flag flags fraud fraudster fraudsters hang "
    "hoax ignore put reply report respond say scam scammer scammers scams sign signs stop suspicious treat treated "
    "walk"
)
_TURNED = Linear(r"\b(?:not|isnt|no)\b")
_OWN_SUBJECTS = words("we i ive weve our bank they")
_THINGS = ("withdrawal", "payment", "purchase", "transaction", "charge", "transfer", "debit", "order", "deposit")

_Cue = tuple[int, int, Kind]


class Clauses:
    """One sentence, its cues found once and asked for each hit.

    ``start`` and ``end`` bound it in ``text``, its bytes ``data`` and its ``letters`` (see Normalised); ``said`` its
    words. Offsets given and taken count the whole text.
    """

    __slots__ = ("_cues", "_data", "_happened", "_is_plain", "_letters", "_start", "_text", "_words", "end")

    def __init__(self, text: str, data: bytes, letters: str, start: int, end: int, said: Sequence[str]) -> None:
        self._text = text
        self._data = data
        self._letters = letters
        self._start = start
        self.end = end
        self._words = said
        self._cues: list[_Cue] | None = None
        self._happened: bool | None = None
        self._is_plain: bool | None = None

    @property
    def cues(self) -> list[_Cue]:
        if self._cues is None:
            self._cues = [] if CUE_WORDS.isdisjoint(self._words) else self._find_cues()
        return self._cues

    @property
    def is_plain(self) -> bool:
        """Whether nothing in it can turn an ask round: then whatever it tells of is asked, wherever it stands."""
        if self._is_plain is None:
            self._is_plain = all(kind == "none" for _, _, kind in self.cues) and (
                AFTER_WORDS.isdisjoint(self._words) or _AFTER.span(self._data, self._start, self.end) is None
            )
        return self._is_plain

    def _find_cues(self) -> list[_Cue]:
        cues: list[_Cue] = []
        letters, said = self._letters, self._words
        at = stop = self._start
        passed = 0
        for number in may_begin_at(said):
            for word in said[passed:number]:
                at = letters.find(word, at) + len(word)
            passed = number
            word = said[number]
            at = letters.find(word, at)
            if at >= stop:
                following = said[number + 1] if number + 1 < len(said) else ""
                cue = cue_at(word, following, self._data, at, self.end)
                if cue is not None:
                    stop = cue[1]
                    cues.append(cue)
        return cues

    def _told_to_one(self, cue: _Cue) -> bool:
        """Whether the sentence tells what happened to the teller, or to somebody of theirs, and not what may happen."""
        told = self._data[cue[0] : cue[1]]
        if not _ONE_TELLS.begins(told) or _MAY.span(told):
            return False
        return self._befell_one()

    def _befell_one(self) -> bool:
        """Whether the sentence tells what befell the teller, or somebody of theirs."""
        if self._happened is None:
            self._happened = _TOLD_TO_ONE.span(self._data[self._start : self.end]) is not None
        return self._happened

    def asks_nothing(self, start: int, end: int) -> bool:
        """Whether ``text[start:end]`` tells of the speaker's own act or of a thing, and not of one for the reader."""
        text = self._text
        may_be_thing = text.startswith(_THINGS, start)
        if not may_be_thing and _OWN_SUBJECTS.isdisjoint(self._words):
            return False
        from_ = max(self._start, start - 48)
        before = start
        while before > from_ and text[before - 1] in " \n":
            before -= 1
        thing = _THING.end(self._data, start, end) if may_be_thing else -1
        if thing >= 0 and not text[thing:end].startswith(_DONE_TO):
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
            after = _AFTER.span(self._data, end, self.end)
            if (
                after is not None
                and _TURNED.span(self._data, end, after[1]) is None
                and not _QUESTION.begins(self._data, after[0], after[1])
                and not (_PAST.begins(self._data, after[0], after[1]) and self._befell_one())
            ):
                return "advised", True, done
        return "asked", False, done
