"""What a character that is not ASCII stands for: look-alikes of other scripts, invisible ones, accents, symbols."""

from __future__ import annotations

# Letters of other scripts that look like ours. NFKD takes care of accents, full-width and "fancy" mathematical letters.
_ALIKE = {
    # Cyrillic
    "абвгдеёзикмнорстухьѕіјԛԝһԁӏғҝҫҳүѵґєї": "abbrdee3nkmhopctyxbsijqwhdlfkchyvrei",
    "лпцчшщъыэюяжйљњћўџқңҥҷҹҽӕӧөӱҡ": "nnuywwbbe0axunbhyukhhyyeaooyk",
    # Greek
    "αβγδεζηικλμνοπρστυχω": "abydezniklmvonpotuxw",
    "θξφψςάέήίόύώϊϋϲϳ": "oeopcaeniouwiucj",
    # Armenian, Hebrew, Cherokee and others that pass for Latin
    "ացեօոսսրքձզհյտ": "wgeonuunfgqhjn",
    "ⅼⅰⅴⅹⅽⅾⅿ": "livxcdm",
    # Latin, its small capitals, hooks and strokes
    "ıɑɡɩʟɴʀꜱᴀᴄᴅᴇᴏᴜᴠᴡøłđðßþæœ": "iagilnrsacdeouvwoldospao",
    "ᴛᴍᴘʜᴋɪʏᴢʙɢᴊꜰɓɖɗɛƒɠɦɨƙɭɱɲŋɔƥɽʂƭʈʉʋʍƴʐƶħŧɾʃɯɐɘə": "tmphkiyzbgjfbddefghiklmnnoprsttuvwyzzhtrsmaee",
    "‘’‚‛ʼ`´′＇ʹʻʽˈ": "'''''''''''''",
    "“”„«»‟″": '"""""""',
    "‐‑‒–—―−﹣－": "---------",
    "…•·‧∙●▪。．︒": "..........",
    "∕⁄": "//",
    "＠": "@",
}  # fmt: skip
_LOOKALIKES = {
    ord(alike): plain for alikes, plains in _ALIKE.items() for alike, plain in zip(alikes, plains, strict=True)
}
_INVISIBLE = frozenset({"Cf", "Mn", "Me", "Cc"})
_known: dict[str, str] = {}
_MOST_KNOWN = 5_000


def ascii_of(character: str) -> str:
    """The ASCII (or £) that ``character`` stands for: nothing, one character or several; a blank for a symbol."""
    known = _known.get(character)
    if known is None:
        known = _work_out(character)
        if len(_known) < _MOST_KNOWN:
            _known[character] = known
    return known


def _work_out(character: str) -> str:
    import unicodedata  # here: plain text never needs its tables

    if character in "£￡":
        return "£"
    category = unicodedata.category(character)
    if character in "\u2028\u2029\x85":
        return "\n"
    if category in _INVISIBLE or character in "\u3164\uffa0\u115f\u1160\u2800":  # format, combining, blank "letters"
        return ""
    plain = unicodedata.normalize("NFKD", character.lower().translate(_LOOKALIKES))
    plain = plain.lower().translate(_LOOKALIKES)
    kept = "".join(each for each in plain if each.isascii() or each == "£")
    if kept:
        return kept
    if "\U0001f1e6" <= character <= "\U0001f1ff":  # a flag letter
        return chr(ord(character) - 0x1F1E6 + ord("a"))
    for first in ("\U0001f150", "\U0001f170"):  # white letters on a black disc or square
        if 0 <= ord(character) - ord(first) < 26:
            return chr(ord(character) - ord(first) + ord("a"))
    return "" if category.startswith("M") else " "
