"""Twelve disguises in which the same scam comes, and how much of the recall each costs.

    .venv/bin/python benchmarks/checking/disguises.py            the corpus' training half: what to develop against

Each is a function of a text and a seeded ``random.Random``. They are what people have really met: look-alike letters,
invisible ones, digits for letters, spaced-out words, bad spelling, speech recognition, foreign greetings, harmless text
around the bait, capitals, broken lines, forwarded copies, emoji.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from random import Random

Disguise = Callable[[str, Random], str]

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
ON = date(2026, 11, 24)
SEED = 20261124
MOST_TEXTS = 900
_WORD = re.compile(r"[A-Za-z]+")
_ADDRESS = re.compile(r"\S*(?:://|www\.|@|\.[a-z]{2,}/|\.example)\S*", re.IGNORECASE)  # nobody can follow a broken link

_ALIKE = str.maketrans("aceopxyijsABCEHKMOPTXYI", "асеорхуіјѕАВСЕНКМОРТХУІ")
_LEET = {"a": "4@", "e": "3", "i": "1", "o": "0", "s": "5$", "t": "7", "l": "1"}
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_EMOJI = ("😀", "😂", "🙏", "🔥", "❗", "✅", "🎉", "💰", "📦", "📱", "⚠️", "🚨", "👉", "💷", "❤️", "🇬🇧")
_GREETINGS = (
    ("Bonjour Madame, Monsieur,", "Cordialement"),
    ("Guten Tag,", "Mit freundlichen Grüßen"),
    ("Namaste ji,", "Dhanyavaad"),
    ("Salaam alaikum,", "Shukria"),
    ("Dzień dobry,", "Z poważaniem"),
    ("Buenos días,", "Un cordial saludo"),
    ("Bore da,", "Cofion cynnes"),
    ("Bună ziua,", "Cu stimă"),
)
_GENUINE = (
    "Thank you for coming on Saturday. The hall raised more than last year and the cakes were gone by three.",
    "The library opens again on Monday after the new carpet. Books that were due this week can come back then.",
    "Rehearsal is moved to Thursday because of the hall. Bring the blue folders and a pencil.",
    "We had a lovely walk by the canal and saw a heron. The children want to come again when the weather turns.",
    "The allotment society meets in the hut at seven. Ann has seed potatoes for anybody who ordered them.",
    "Bin day is Wednesday this week because of the holiday. Green bins go out the week after.",
    "The choir is looking for two tenors. No audition, only turn up and see how you like it.",
    "Grandad's chair has been mended and looks as good as new. He says thank you for the biscuits too.",
)
_SPOKEN = {
    "HMRC": "h m r c", "BT": "b t", "DVLA": "d v l a", "DPD": "d p d", "NHS": "n h s", "PIN": "pin", "OTP": "o t p",
    "AnyDesk": "any desk", "TeamViewer": "team viewer", "WhatsApp": "whats app", "PayPal": "pay pal", "ID": "i d",
}  # fmt: skip
_FILLERS = ("um", "uh", "you know", "so", "okay", "right")
_DIGIT_NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _words_but_addresses(text: str, change: Callable[[str], str]) -> str:
    """Every word changed, but those of web and e-mail addresses."""
    pieces: list[str] = []
    at = 0
    for address in _ADDRESS.finditer(text):
        pieces.append(_WORD.sub(lambda found: change(found.group()), text[at : address.start()]))
        pieces.append(address.group())
        at = address.end()
    pieces.append(_WORD.sub(lambda found: change(found.group()), text[at:]))
    return "".join(pieces)


def homoglyphs(text: str, random: Random) -> str:
    """Half of the letters that have a Cyrillic look-alike are that."""
    return _words_but_addresses(
        text, lambda word: "".join(c.translate(_ALIKE) if random.random() < 0.5 else c for c in word)
    )


def zero_width(text: str, random: Random) -> str:
    """Invisible characters inside words."""
    return _words_but_addresses(
        text, lambda word: "".join(c + (random.choice(_INVISIBLE) if random.random() < 0.3 else "") for c in word)
    )


def leet(text: str, random: Random) -> str:
    """Digits and signs for letters in two words of five."""

    def change(word: str) -> str:
        if len(word) < 4 or random.random() > 0.4:
            return word
        changed = [random.choice(_LEET[c]) if c in _LEET and random.random() < 0.5 else c for c in word]
        return "".join(changed)

    return _words_but_addresses(text, change)


def spacing(text: str, random: Random) -> str:
    """Three words of ten spaced out: "a c c o u n t", "p.a.y"."""

    def change(word: str) -> str:
        return random.choice([" ", " ", ".", "-"]).join(word) if len(word) > 3 and random.random() < 0.3 else word

    return _words_but_addresses(text, change)


def misspelling(text: str, random: Random) -> str:
    """One slip of the finger in three words of ten."""

    def change(word: str) -> str:
        if len(word) < 5 or random.random() > 0.3:
            return word
        at = random.randrange(1, len(word) - 1)
        kind = random.randrange(4)
        if kind == 0:
            return word[:at] + word[at + 1 :]
        if kind == 1:
            return word[:at] + word[at] + word[at:]
        if kind == 2:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        return word[:at] + random.choice("aeiourtsn") + word[at + 1 :]

    return _words_but_addresses(text, change)


def speech_recognition(text: str, random: Random) -> str:
    """No capitals, no punctuation, letters said one by one, addresses spelled out, fillers."""
    for written, said in _SPOKEN.items():
        text = re.sub(rf"\b{written}\b", said, text)
    text = _ADDRESS.sub(
        lambda found: re.sub(r"https?://", "", found.group()).replace(".", " dot ").replace("/", " slash "), text
    )
    text = re.sub(r"[^\w\s£'’]", " ", text).lower()
    said: list[str] = []
    for word in text.split():
        if random.random() < 0.04:
            said.append(random.choice(_FILLERS))
        if word.isdigit() and len(word) >= 5:
            said += [_DIGIT_NAMES[int(digit)] for digit in word if digit in "0123456789"]
        else:
            said.append(word)
    return " ".join(said)


def translated_greeting(text: str, random: Random) -> str:
    """A greeting and a farewell in another language."""
    hello, farewell = random.choice(_GREETINGS)
    return f"{hello}\n{text}\n{farewell}"


def padding(text: str, random: Random) -> str:
    """Harmless sentences before and after."""
    around = random.sample(_GENUINE, 6)
    return " ".join([*around[:3], text, *around[3:]])


def upper_case(text: str, random: Random) -> str:
    return text.upper()


def line_breaks(text: str, random: Random) -> str:
    """A line end after every few words."""
    return re.sub(r" ", lambda _: "\n" if random.random() < 0.35 else " ", text)


def quoted_and_forwarded(text: str, random: Random) -> str:
    """As somebody passes it on."""
    quoted = "\n".join(f"> {line}" for line in re.sub(r"(.{50,70}) ", r"\1\n", text).splitlines())
    return (
        "Fwd: see below\n\n---------- Forwarded message ---------\n"
        f"From: Sam <sam@post.example>\nDate: Tue, 3 Nov 2026 at 10:{random.randrange(10, 60)}\n"
        f"Subject: Re: this\nTo: Alex <alex@post.example>\n\n{quoted}\n"
    )


def emoji(text: str, random: Random) -> str:
    """Pictures between the words."""
    return re.sub(r" ", lambda _: f" {random.choice(_EMOJI)} " if random.random() < 0.3 else " ", text)


DISGUISES: dict[str, Disguise] = {
    "homoglyphs": homoglyphs,
    "zero-width": zero_width,
    "leet": leet,
    "spacing": spacing,
    "mis-spelling": misspelling,
    "speech recognition": speech_recognition,
    "translated greeting": translated_greeting,
    "padding": padding,
    "upper case": upper_case,
    "line breaks": line_breaks,
    "quoted and forwarded": quoted_and_forwarded,
    "emoji": emoji,
}


def scams_of_training() -> Iterator[tuple[str | None, str]]:
    """Channel and text of every scam message and account of the corpus' training half."""
    for kind in ("messages", "accounts"):
        for path in sorted((CORPUS / "training" / kind).glob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                if row["label"] == "scam" and row.get("language", "en") == "en" and not row.get("disguise"):
                    yield row.get("channel") if kind == "messages" else None, row["text"]


def main(wanted: list[str]) -> None:
    from tocsin.checking.check import check
    from tocsin.knowledge import load_knowledge
    from tocsin.understanding.understand import understand

    knowledge = load_knowledge()
    texts = list(scams_of_training())
    texts = Random(SEED).sample(texts, min(MOST_TEXTS, len(texts)))

    def flagged(channel: str | None, text: str) -> bool:
        verdict = check(understand(text, knowledge, channel=channel, deep=False), knowledge, channel=channel, on=ON)
        return verdict.level in ("scam", "suspicious")

    plain = [flagged(channel, text) for channel, text in texts]
    print(f"{len(texts)} scams of the training half, flagged as they are: {sum(plain) / len(plain):.3f}")
    for name, disguise in DISGUISES.items():
        if wanted and not any(each in name for each in wanted):
            continue
        found = [flagged(channel, disguise(text, Random(f"{SEED} {at}"))) for at, (channel, text) in enumerate(texts)]
        lost = sum(before and not after for before, after in zip(plain, found, strict=True)) / len(plain)
        print(
            f"{name:22} {sum(found) / len(found):.3f}   fall {(sum(plain) - sum(found)) / len(plain):+.3f}   lost {lost:.3f}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
