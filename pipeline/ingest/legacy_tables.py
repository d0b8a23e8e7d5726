"""The tables of the encodings of before Unicode, and what readers made of their codes.

The tables are those of `viparse`. A text file keeps the codes as they were; a PDF's reader
gives signs that look like some of them, a program that took UTF-8 for Windows-1252 loses
some bytes. Both are put right here.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache

import regex

from pipeline.ingest.letters import is_syllable

__all__ = [
    "C1_OF_1252",
    "LETTER_U",
    "READ_TWICE",
    "SURELY_TWICE",
    "WINDOWS_1252",
    "Encoding",
    "convert",
    "read_again",
]


class Encoding(StrEnum):
    """What text was written in; UTF8_AS_1252 is UTF-8 that was read as Windows-1252."""

    TCVN3 = "tcvn3"
    VNI = "vni"
    VISCII = "viscii"
    VPS = "vps"
    UTF8_AS_1252 = "utf-8-as-windows-1252"

    @property
    def said(self) -> str:
        """As it stands in a sentence."""
        return _SAID[self]


_SAID = {
    Encoding.TCVN3: "the TCVN3 (ABC) encoding",
    Encoding.VNI: "the VNI encoding",
    Encoding.VISCII: "the VISCII encoding",
    Encoding.VPS: "the VPS encoding",
    Encoding.UTF8_AS_1252: "UTF-8 that was read as Windows-1252",
}


# --- tables ---------------------------------------------------------------------------

# What is read as Windows-1252 where VISCII has letters, and the other way round.
C1_OF_1252 = {
    ord(char): code
    for code in range(0x80, 0xA0)
    if (char := bytes([code]).decode("cp1252", "ignore"))
}
WINDOWS_1252 = {code: char for char, code in C1_OF_1252.items()}
# VNI's rarest letters, which viparse leaves out for want of a document that holds them.
_MORE_VNI = (("aú", "ẳ"), ("AÚ", "Ẳ"), ("î", "ỵ"), ("Î", "Ỵ"))
# What a PDF's reader makes of TCVN3 codes: of the letter ư a minus or a hyphen, of ã, à dots.
_TCVN3_GLYPHS = {0x2219: "·", 0x03BC: "µ"}
_LINE_HYPHEN = "\ufffe"


@cache
def _table(encoding: Encoding) -> dict[str, str]:
    """Sequences of an encoding and their letters."""
    from viparse.normalize.encodings import CHARMAPS  # type: ignore[import-untyped]

    pairs = dict(CHARMAPS[encoding.value].pairs)
    if encoding is Encoding.VNI:
        pairs.update(_MORE_VNI)
        # A capital with a small mark, as some typed at the beginning of a word.
        for sequence, letter in list(pairs.items()):
            if len(sequence) == 2 and sequence.isupper():
                pairs.setdefault(sequence[0] + sequence[1].lower(), letter)
    return pairs


@cache
def _singles(encoding: Encoding) -> dict[int, str]:
    table = _table(encoding)
    before = C1_OF_1252 if encoding in (Encoding.VISCII, Encoding.VPS) else {}
    singles: dict[int, str] = {ord(code): letter for code, letter in table.items()}
    for char, code in before.items():
        if chr(code) in table:
            singles[char] = table[chr(code)]
    return singles


@cache
def _sequences() -> regex.Pattern[str]:
    ordered = sorted(_table(Encoding.VNI), key=lambda sequence: (-len(sequence), sequence))
    return regex.compile("|".join(map(regex.escape, ordered)))


def convert(text: str, encoding: Encoding, *, hyphens: bool | None = None) -> str:
    """`text`, all of it written in `encoding`, as Unicode.

    Where a PDF's reader gave a hyphen for TCVN3's letter ư ("tr-íc"), the hyphens that make
    a syllable are that letter: where `hyphens` says so, or when it is None and the text does
    not hold its true code.

    >>> convert("Céng hßa x· héi chñ nghÜa ViÖt Nam", Encoding.TCVN3)
    'Cộng hòa xã hội chủ nghĩa Việt Nam'
    """
    if encoding is Encoding.UTF8_AS_1252:
        return read_again(text)
    if encoding in (Encoding.VISCII, Encoding.VPS):
        return text.translate(_singles(encoding))
    text = text.translate(WINDOWS_1252)
    if encoding is Encoding.VNI:
        table = _table(encoding)
        return _sequences().sub(lambda match: table[match.group()], text)
    text = text.translate(_TCVN3_GLYPHS)
    if hyphens is None:
        hyphens = LETTER_U not in text
    if hyphens and _HYPHEN.search(text):
        text = _HYPHENED.sub(_horned, text)
    return text.translate(_singles(encoding))


# "n−íc", "t-íng", "Th«ng t-": what a PDF's reader made of the letter ư in TCVN3. At a line's
# end pdfium takes it for a hyphen and joins the lines.
LETTER_U = "\xad"
_HYPHEN = regex.compile(r"[−\-\ufffe]")
_TCVN3_LETTER = r"[\p{L}¨©ª¬\xad®µ¶·¸¹»¼½¾×÷]"
_HYPHENED = regex.compile(
    rf"(?<![\d/]|{_TCVN3_LETTER}){_TCVN3_LETTER}*(?:{_HYPHEN.pattern}{_TCVN3_LETTER}*)+(?![\d/])"
)
_LABEL = regex.compile(r"[A-EIVXLCDM]")  # "V- Tổ chức thực hiện"


def _horned(match: regex.Match[str]) -> str:
    """A word with its hyphens, those that make it a syllable replaced by ư's code."""
    first, *others = regex.split(rf"({_HYPHEN.pattern})", match.group())
    done = str(first)
    for hyphen, part in zip(others[0::2], others[1::2], strict=True):
        left = regex.split(r"[\n\-]", done)[-1]
        if hyphen == _LINE_HYPHEN and _is_word(left + LETTER_U) and not _LABEL.fullmatch(left):
            done += LETTER_U + "\n" + part
        elif _is_letter(left, part):
            done += LETTER_U + part
        else:
            done += ("-" if hyphen == _LINE_HYPHEN else hyphen) + part
    return done


def _is_letter(left: str, right: str) -> bool:
    """Whether a hyphen between two parts, either of which may be empty, is the letter ư."""
    if (not right and _LABEL.fullmatch(left)) or not _is_word(left + LETTER_U + right):
        return False
    return not (_is_word(left) and _is_word(right))


def _is_word(tcvn3: str) -> bool:
    return len(tcvn3) > 1 and is_syllable(tcvn3.translate(_singles(Encoding.TCVN3)))


# --- UTF-8 read as Windows-1252 -------------------------------------------------------

_BYTE_OF = {**{chr(code): code for code in range(0x80, 0x100)}}
_BYTE_OF.update({chr(char): code for char, code in C1_OF_1252.items()})
_TRAILS = "".join(regex.escape(char) for char, byte in _BYTE_OF.items() if byte < 0xC0)
READ_TWICE = regex.compile(
    rf"[\xc2-\xc6\xcb\xcc][{_TRAILS}]|[\xe1\xe2][{_TRAILS}]{{2}}|\xef\xbb\xbf"
    # "à" whose second byte, a no-break space, became a space.
    r"|\xc3[ ]"
)
# It ends a word ("lÃ  má»™t"), also where the spaces behind became one, or stands in it
# ("hÃ nh" is "hành"). The mark is no character, so that nothing else is taken for it.
_OPEN = "\ufdd0"
_OPENED = regex.compile(rf"(\p{{L}}*){_OPEN}(\p{{L}}*)")
# What is nothing else, and after a first reading still is.
SURELY_TWICE = regex.compile(rf"á[º»][{_TRAILS}]|Ä[‘\x91]|Æ[°¡]")
# Five bytes have no character in Windows-1252 and were lost: what letters they may have ended.
_LOST_ENDS = {"\xc4\ufffd": "Đ", "â€\ufffd": "”", "\xc3\ufffd": "ÁÍÝ", "á»\ufffd": "ềọỏỐờ"}
_LOST_END = regex.compile("|".join(_LOST_ENDS))
_LOST_WORD = regex.compile(rf"(?:{_LOST_END.pattern}|\p{{L}})+")


def read_again(text: str) -> str:
    """UTF-8 that was read as Windows-1252, once or twice, as it was meant."""
    for _ in range(2):
        text = READ_TWICE.sub(_read_one, text)
        if _OPEN in text:
            text = _OPENED.sub(_closed, text)
        if not SURELY_TWICE.search(text):
            break
    return _LOST_WORD.sub(_find_lost, text) if "\ufffd" in text else text


def _read_one(match: regex.Match[str]) -> str:
    found = match.group()
    if found == "\xc3 ":
        return _OPEN
    try:
        return bytes(_BYTE_OF[char] for char in found).decode("utf-8")
    except UnicodeDecodeError:
        return str(found)


def _closed(match: regex.Match[str]) -> str:
    before, after = match.groups()
    inside = not after or (is_syllable(f"{before}à{after}") and not is_syllable(after))
    return f"{before}à{after}" if inside else f"{before}à {after}"


def _find_lost(match: regex.Match[str]) -> str:
    """A word with the letters that its lost bytes ended, U+FFFD where several are possible."""
    word = match.group()
    while (hole := _LOST_END.search(word)) is not None:
        before, after = word[: hole.start()], word[hole.end() :]
        letters = _LOST_ENDS[hole.group()]
        if len(letters) > 1:
            letters = "".join(letter for letter in letters if _fits(before, letter, after))
        word = before + (letters if len(letters) == 1 else "\ufffd") + after
    return str(word)


def _fits(before: str, letter: str, after: str) -> bool:
    """Whether a lost letter may have stood there: a word of one case, and a syllable."""
    rest = before[1:] + after
    if rest and letter.isupper() != rest.isupper() and (before or rest.isupper()):
        return False
    return is_syllable(before + letter + after)
