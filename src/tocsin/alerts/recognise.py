"""Know a copy of our own alert again: whole or in part, quoted, reflowed, typed again; and say what was changed in it.

A pasted text is laid over each published alert, run by run. What stands between two runs was changed, put in or left
out, and whatever somebody could act on is named. Words before and after the copy ("Mum, look at this") are let pass
unless they ask for something: somebody else's request under our code must never come out as genuine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..records import Publication
from .formats.text import say_day
from .reference import RUN, Published, Reference, quick_words
from .tokens import Kind, Token, Tokens, read_tokens

LONGEST_TEXT = 50_000  # characters that are looked at
MOST_ALERTS = 12  # that a text is laid over, the likeliest first
LEAST_RUN = 7  # without our code one run must be this long, …
LEAST_SHARE = 0.5  # … this much of the text be ours or …
LEAST_OF_ALERT = 0.6  # … this much of the alert be there, and …
LEAST_WORDS = 25  # … this many words be ours, or some of the headline or of what is happening
LEAST_WITH_CODE = 8  # words of ours that make a copy of a text with our code
LONGEST_QUESTION = 12  # words round a bare code that may still be somebody asking about it
LONGEST_QUOTE = 160  # characters

# Words by which a text asks for something. Round a copy of an alert they are none of ours.
ASKING = frozenset(
    {
        "call", "ring", "dial", "reply", "click", "tap", "press", "pay", "send", "transfer", "move", "withdraw", "deposit",
        "download", "install", "enter", "buy", "scan", "confirm", "give", "hand", "details", "login", "logon", "unlock", "pin",
        "password", "passcode", "otp", "money", "cash", "savings", "fee", "voucher", "vouchers", "bitcoin", "crypto", "refund",
        "arrest", "arrested", "warrant", "whatsapp", "telegram", "anydesk", "teamviewer",
    }
)  # fmt: skip
# Words that turn a sentence round: never taken for a slip of the finger, nor cut off unseen.
TURNING = frozenset(
    {
        "never", "ever", "not", "no", "do", "dont", "does", "doesnt", "did", "didnt", "will", "wont", "can", "cannot", "cant",
        "is", "isnt", "are", "arent", "nobody", "none", "only", "unless", "without", "until", "stop", "always", "all", "any",
        "must", "should", "shouldnt", "before", "after", "safe", "unsafe", "real", "fake",
    }
)  # fmt: skip
_NAMES: Mapping[Kind, str] = {
    "phone": "phone number",
    "link": "link",
    "email": "e-mail address",
    "money": "amount",
    "number": "number",
    "code": "code",
}
_ACTED_ON = frozenset({"phone", "link", "email", "money", "code"})


@dataclass(frozen=True, slots=True)
class Recognition:
    """A text that is, or claims to be, a copy of one of our alerts.

    ``state`` is that version's: current, replaced, withdrawn or expired. ``changes`` are sentences, each naming one thing
    that is not as we published it; none means that the copy is true. ``note`` says it all in a few plain sentences.
    ``added`` are words before or after the copy that are not ours and ask for nothing. ``whole`` is False for a part.
    """

    code: str
    version: int
    state: str
    headline: str
    note: str
    changes: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    whole: bool = True

    @property
    def genuine(self) -> bool:
        """Whether it is ours unchanged. It may still be replaced or withdrawn: see ``state``."""
        return not self.changes


def recognise(text: str, publications: Sequence[Mapping[str, Any] | Publication]) -> Recognition | None:
    """Which published alert the text is a copy of, and whether it is a true one; None when it is none of ours.

    ``publications``: each a Publication, or ``{"code", "version", "kind", "state", "sent_at", "content"}`` with the signed
    document as ``content``. Give every version of an alert, so that an old copy is told from a changed one.
    """
    text = text[:LONGEST_TEXT]
    known = [Published.read(one) for one in publications]
    words, folded = quick_words(text), text.upper()
    near = _nearest(words, folded, known)
    if not near:
        return None
    pasted = read_tokens(text)
    copies = [copy for one in near if (copy := _lay_over(pasted, one)) is not None]
    if not copies:
        return None
    return _answer(max(copies, key=lambda copy: (copy.ours, -len(copy.changes), copy.published.version)), known)


@dataclass(frozen=True, slots=True)
class _Run:
    """Tokens ``first``…``last`` of the pasted text that are tokens ``ours_first``…``ours_last`` of the alert."""

    first: int
    last: int
    ours_first: int
    ours_last: int


@dataclass(frozen=True, slots=True)
class _Copy:
    published: Published
    ours: int  # tokens of the alert's own words that are in the text
    changes: tuple[str, ...]
    added: tuple[str, ...]
    whole: bool
    bare: bool = False  # nothing of ours but the code


def _nearest(words: frozenset[str], folded: str, known: Sequence[Published]) -> list[Published]:
    """The few alerts that the text might be a copy of, by the plain words both hold and by the code."""
    near: list[tuple[bool, int, Published]] = []
    for published in known:
        own = published.quick_words()
        both = len(words & own)
        carries_code = published.code[:3] in folded and published.code[-3:] in folded
        if carries_code or both >= 0.3 * len(words) or both >= 0.5 * len(own):
            near.append((carries_code, both, published))
    near.sort(key=lambda one: one[:2], reverse=True)
    return [published for _, _, published in near[:MOST_ALERTS]]


# --- laying a text over an alert ---------------------------------------------------------------------


def _lay_over(pasted: Tokens, published: Published) -> _Copy | None:
    reference, tokens = published.reference(), pasted.tokens
    runs = _runs(tokens, reference)
    has_code = any(token.kind == "code" and token.value == published.code for token in tokens)
    ours = {place for run in runs for place in range(run.ours_first, run.ours_last) if reference.body[place]}
    if not _enough(ours, runs, tokens, reference):
        if not has_code:
            return None
        if len(ours) < LEAST_WITH_CODE:
            return _code_only(pasted, runs, published)
    changes: list[str] = []
    added: list[str] = []
    for place, run in enumerate(runs):
        if place == 0:
            _judge_outside(pasted, 0, run.first, reference, changes, added)
            changes += _cut_off(reference, before=run.ours_first)
        else:
            changes += _judge_between(pasted, runs[place - 1], run, reference)
    if runs:
        changes += _cut_off(reference, after=runs[-1].ours_last)
    _judge_outside(pasted, runs[-1].last if runs else 0, len(tokens), reference, changes, added)
    return _Copy(
        published=published,
        ours=len(ours),
        changes=tuple(dict.fromkeys(changes)),
        added=tuple(added),
        whole=len(ours) >= 0.95 * sum(reference.body),
    )


def _runs(tokens: Sequence[Token], reference: Reference) -> list[_Run]:
    """Stretches that the text shares with the alert, in the order of the text.

    A few words that stand on every alert ("What to do", the desk's name, a day) are no copy by themselves.
    """
    values = [token.value for token in tokens]
    runs: list[_Run] = []
    at, expected = 0, 0
    while at < len(tokens):
        starts = reference.places.get(tuple(values[at : at + RUN]), ())
        best: _Run | None = None
        for start in starts:
            end, ours_end = _extend(tokens, at, start, reference)
            longer = best is None or end > best.last or (end == best.last and start == expected)
            if longer:
                best = _Run(at, end, start, ours_end)
        if best is None:
            at += 1
        else:
            telling = best.last - at > LEAST_RUN or any(reference.body[best.ours_first : best.ours_last])
            if telling and not all(token.wrapping for token in tokens[best.first : best.last]):
                runs.append(best)
            at, expected = best.last, best.ours_last
    return runs


def _extend(tokens: Sequence[Token], at: int, ours: int, reference: Reference) -> tuple[int, int]:
    """How far the text and the alert go on alike from here: list numbers are passed over, slips of the finger forgiven."""
    while at < len(tokens) and ours < len(reference.values):
        token = tokens[at]
        if token.value == reference.values[ours]:
            at, ours = at + 1, ours + 1
        elif token.marker and at + 1 < len(tokens) and tokens[at + 1].value == reference.values[ours]:
            at += 1
        elif token.kind == reference.kinds[ours] == "word" and is_slip(token.value, reference.values[ours]):
            at, ours = at + 1, ours + 1
        else:
            break
    return at, ours


def is_slip(typed: str, meant: str) -> bool:
    """Whether one word is another with one letter wrong, too many, missing, or two swapped. Never a word that turns the sense."""
    if min(len(typed), len(meant)) < 5 or abs(len(typed) - len(meant)) > 1 or {typed, meant} & TURNING:
        return False
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    rest_typed, rest_meant = typed[start:], meant[start:]
    return (
        rest_typed[1:] == rest_meant[1:]
        or rest_typed[1:] == rest_meant
        or rest_typed == rest_meant[1:]
        or (rest_typed[:2] == rest_meant[1::-1] and rest_typed[2:] == rest_meant[2:])
    )


def _enough(ours: set[int], runs: Sequence[_Run], tokens: Sequence[Token], reference: Reference) -> bool:
    """Whether a text is a copy even without our code on it."""
    longest = max((sum(reference.body[run.ours_first : run.ours_last]) for run in runs), default=0)
    counted = sum(not token.wrapping for token in tokens)
    shared = sum(run.last - run.first for run in runs)
    much = shared >= LEAST_SHARE * counted or len(ours) >= LEAST_OF_ALERT * sum(reference.body)
    telling = sum(reference.telling[place] for place in ours)
    return longest >= LEAST_RUN and much and (len(ours) >= LEAST_WORDS or telling >= LEAST_RUN)


# --- judging what is not ours ------------------------------------------------------------------------


def _judge_between(pasted: Tokens, before: _Run, after: _Run, reference: Reference) -> Iterator[str]:
    left, right = before.ours_last, after.ours_first
    between_sentences = reference.begins[left] and reference.begins[right]
    gap = [token for token in pasted.tokens[before.last : after.first] if not _surrounds(token, reference)]
    words = [token for token in gap if token.kind not in _ACTED_ON]
    if between_sentences and (
        all(token.value in reference.around for token in gap)
        or tuple(token.value for token in gap) in reference.short_lines
    ):
        return
    if not gap:
        if reference.begins[left]:
            yield from _cut_off(reference, before=right)
        elif reference.begins[right]:
            yield from _cut_off(reference, after=left)
        elif left != right:
            yield f"Words are missing from this sentence: “{_cut(reference.sentences[reference.sentence[left]])}”."
        return
    strangers = list(_strangers(pasted, gap, reference))
    yield from strangers
    if between_sentences or not left < right <= left + 40:
        if len(words) >= 3 or not strangers:
            yield _not_ours(pasted, gap)
    elif not strangers:
        yield f"This sentence was changed. The alert says: “{_cut(reference.sentences[reference.sentence[left]])}”."


def _judge_outside(
    pasted: Tokens, first: int, last: int, reference: Reference, changes: list[str], added: list[str]
) -> None:
    stretch = [token for token in pasted.tokens[first:last] if not _surrounds(token, reference)]
    gap = [token for token in stretch if token.value not in reference.around]
    if not gap:
        return
    strangers = list(_strangers(pasted, [token for token in gap if token.kind != "number"], reference))
    changes += strangers
    if any(token.value in ASKING for token in gap):
        changes.append(_not_ours(pasted, stretch))
    elif not strangers:
        added.append(_quote(pasted, stretch))


def _cut_off(reference: Reference, *, before: int | None = None, after: int | None = None) -> Iterator[str]:
    """A part may begin or end within a sentence, unless that turns its sense round."""
    edge = before if before is not None else after
    assert edge is not None
    if reference.begins[edge]:
        return
    which = reference.sentence[edge]
    standing = [place for place, sentence in enumerate(reference.sentence) if sentence == which]
    missing = [place for place in standing if (place < edge if before is not None else place >= edge)]
    if any(reference.values[place] in TURNING for place in missing):
        yield f"A sentence is cut short. The alert says: “{_cut(reference.sentences[which])}”."


def _strangers(pasted: Tokens, gap: Sequence[Token], reference: Reference) -> Iterator[str]:
    """A sentence for each phone, link, address, sum, code and number that the alert does not hold."""
    for token in gap:
        if token.kind == "word" or token.value in reference.held:
            continue
        shown = " ".join(pasted.text[token.start : token.end].split())
        yield f"This {_NAMES[token.kind]} is not in the alert: {_cut(shown)}"


def _surrounds(token: Token, reference: Reference) -> bool:
    """What mail programs, lists and our own pages put round a copy, and nobody can be made to act on."""
    if token.marker:
        return True
    if token.kind == "link":
        return token.value == reference.own_site or token.value.startswith(f"{reference.own_site}/")
    return token.wrapping and token.kind in {"word", "number", "email"} and token.value not in ASKING


def _code_only(pasted: Tokens, runs: Sequence[_Run], published: Published) -> _Copy | None:
    """A text with our code and next to nothing of the alert: a question about it, a misuse of it, or a mere mention."""
    reference = published.reference()
    ours = {place for run in runs for place in range(run.first, run.last)}
    rest = [
        token
        for place, token in enumerate(pasted.tokens)
        if place not in ours and token.value != published.code and not _surrounds(token, reference)
    ]
    changes = list(_strangers(pasted, [token for token in rest if token.kind != "number"], reference))
    if any(token.value in ASKING for token in rest):
        changes.append(_not_ours(pasted, rest))
    elif not changes and len(rest) > LONGEST_QUESTION:
        return None
    added = (_quote(pasted, rest),) if rest and not changes else ()
    return _Copy(published, ours=0, changes=tuple(dict.fromkeys(changes)), added=added, whole=False, bare=True)


# --- saying it ---------------------------------------------------------------------------------------


def _answer(copy: _Copy, known: Sequence[Published]) -> Recognition:
    published = copy.published
    name = f"our alert {published.code}"
    if copy.changes and copy.bare:
        says = f"This text carries the code of {name}, but it is not that alert. Do not do what it asks."
    elif copy.changes:
        says = f"This looks like {name}, but it is not as we sent it. Do not do what it asks."
    elif copy.bare:
        says = (
            f"{published.code} is the code of our alert “{published.headline}”, sent on {say_day(published.sent_at)}."
        )
    else:
        what = "a true copy" if copy.whole else "a true part"
        says = f"This is {what} of {name}, version {published.version}, sent on {say_day(published.sent_at)}."
    notes = [says, _say_state(published, known)]
    if copy.bare and not copy.changes:
        notes.append("Compare what you were sent with the alert on our own page.")
    if copy.added and not copy.changes and not copy.bare:
        notes.append("Somebody put words of their own round it. Those are not from us.")
    return Recognition(
        code=published.code,
        version=published.version,
        state=published.state,
        headline=published.headline,
        note=" ".join(notes),
        changes=copy.changes,
        added=copy.added,
        whole=copy.whole,
    )


def _say_state(published: Published, known: Sequence[Published]) -> str:
    later = sorted(
        (one for one in known if one.code == published.code and one.version > published.version),
        key=lambda one: one.version,
    )
    if published.kind == "Cancel":
        return "With it we took the alert back. Do not rely on the alert any more."
    if published.state == "withdrawn":
        taken_back = next((one for one in later if one.kind == "Cancel"), None)
        on = f" on {say_day(taken_back.sent_at)}" if taken_back else ""
        return f"We withdrew it{on}. Do not rely on it any more."
    if published.state == "replaced":
        by = f" by version {later[0].version} on {say_day(later[0].sent_at)}" if later else ""
        return f"It was replaced{by}. Read the newest version on our own page."
    if published.state == "expired":
        return "It has run out. It was right when it was sent."
    return "It is current."


def _not_ours(pasted: Tokens, gap: Sequence[Token]) -> str:
    return f"These words are not in the alert: “{_quote(pasted, gap)}”."


def _quote(pasted: Tokens, gap: Sequence[Token]) -> str:
    """The stretch from the first of these tokens to the last, on one line."""
    lines = pasted.text[gap[0].start : gap[-1].end].splitlines()
    return _cut(" ".join(" ".join(line.lstrip("> |*•-–\t") for line in lines).split()))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1].rstrip()}…"
