"""Signs of a page's structure that its lines tell: the stop of a label, the call of a note."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from pipeline.lexicon import fold
from pipeline.ocr.genre_words import is_known

__all__ = ["mend_line_marks", "without_margin_dirt"]

# "5, Nâng cao …", "2.3, Rà soát": a label whose stop lost nothing but its shape
_COMMA_LABEL = regex.compile(r"(?P<path>(?:\d{1,2}\.){0,3})(?P<number>\d{1,2}),")
# "]. Chủ động": the stroke of a 1, which no other sign before a stop is; "€) Ủy ban"
_STROKE_LABEL = regex.compile(r"[\]\[|!ÌÍ]\.")
_EURO = regex.compile(r"€\)")
_FIGURE = regex.compile(r"[3489]\)")  # "a)", before "b)"
_FIRST_OF_TWO = regex.compile(r"\d{1,2}\.")
_SECOND_OF_TWO = regex.compile(r"(?P<number>\d{1,2})[.,;:]?")
# "T1.", "1]", "1;": some of a label of figures and stops
_GARBLED = regex.compile(r"(?=.*[\dIl|\]])[\dTIlJ|!\]\[;:.,'’]{2,6}")
_CIRCLED = regex.compile(r"®\)?")  # "đ)", behind "d)"
_LETTER_FOR_NUMBER = regex.compile(r"[A-ZĐŠs][.,]?")
_RUN_TOGETHER = regex.compile(r"[1-9][1-9]\.")
_BRACKETED = regex.compile(r"\d{1,2}\)")
_LETTER = regex.compile(r"[a-zđ]\)")
_LONE_STROKE = regex.compile(r"[lI|!]")
_LONE_NUMBER = regex.compile(r"\d{1,2}")
_STOPPED = regex.compile(r"(?P<number>\d{1,2})(?P<stop>[.\-/])")
_LABEL = regex.compile(r"(?P<path>(?:\d{1,2}\.){0,3})(?P<number>\d{1,2})\.?")
_ENDS = regex.compile(r"[.;:…!?][”\"’)]*$")
# "1 Như: …": a note at the foot of the page
_NOTE = regex.compile(r"[1-9]")
# "cán bội.": what the engine takes the raised figure of "cán bộ¹." for
_AS_CALL = {"1": "iíìỉĩịl!|'’"}
_CALLER = regex.compile(r"(?P<word>\p{L}{2,})(?P<read>[iíìỉĩịl!|'’])(?P<end>[.,;:)”\"…]+)")
# "-Ban", "-soát": a speck in the margin that touches a word
_SPECKED = regex.compile(r"[-–.·'_]\p{L}")
_EDGE, _OUT = 0.8, 0.17  # of a line's height: lines at one edge; beyond that edge


def mend_line_marks(words: Sequence[str], lines: Sequence[int]) -> list[str]:
    """The words of a page with the marks of labels and notes as they must have been.

    `lines` numbers the line of print of each word.
        1. A comma behind the number that begins a line is a full stop, where the line above
           ended a sentence, a capital follows, and the number before or the one after
           begins a line of the page as a label ("4." above "5, Nâng cao"). Where the same is
           before and behind, a bracket, a bar or a stroke with a stop is "1.", but before
           capitals, "€)" is "c)", "®" behind an item "d)" is "đ)", and "3)" before "b)" is
           "a)". A stroke alone is "1." where the next label of the page is "2.", a number
           alone has the stop of the label before it, of the number before, a letter between
           "4." and "6." is "5.", and "42." between "4.1." and "4.3." is "4.2.". "1." and "1;"
           below "1." are one word, "1.1."; the second is empty then. What is no label ("T1.",
           "1]") between "1." and "1.2." is "1.1.".
        2. A letter at a word's end, before a comma or a stop, is the call of a note, where
           a line begins with the note's figure and a capital, nothing above calls that
           note, and the word with the one before it is one in the dictionary without that
           letter only. Of two such words none is taken.
    No other figure is changed.

    >>> mend_line_marks(["4.", "Rà", "soát.", "5,", "Nâng", "cao"], [0, 0, 0, 1, 1, 1])[3]
    '5.'
    """
    found = list(words)
    starts = [n for n in range(len(words)) if n == 0 or lines[n] != lines[n - 1]]
    for at in starts:
        if _STROKE_LABEL.fullmatch(found[at]) and _begins_item(found, at):
            found[at] = "1."
        elif _EURO.fullmatch(found[at]) and _after_sentence(found, at):
            found[at] = "c)"
        elif _FIGURE.fullmatch(found[at]) and _leads_to_b(found, at, starts):
            found[at] = "a)"
        elif _CIRCLED.fullmatch(found[at]) and _follows_letter(found, at, starts):
            found[at] = "đ)"
        elif _is_comma_label(found, at, starts):
            found[at] = found[at][:-1] + "."
        elif _LETTER_FOR_NUMBER.fullmatch(found[at]):
            found[at] = _number_between(found, at, starts) or found[at]
        elif label := _left_between(found, at, starts):
            found[at] = label
        elif _RUN_TOGETHER.fullmatch(found[at]) and _is_deeper(found, at, starts):
            found[at] = f"{found[at][0]}.{found[at][1:]}"
        elif (label := _of_two(found, at, starts)) and lines[at + 1] == lines[at]:
            found[at], found[at + 1] = label, ""
        elif lines[at + 1 : at + 2] == [lines[at]]:
            found[at] += _lost_stop(found, at, starts)
            if _LONE_STROKE.fullmatch(found[at]) and _leads_to_two(found, at, starts):
                found[at] = "1."
    for at in starts:
        if _opens_note(found, at):
            for index, text in _call(found, at):
                found[index] = text
    return found


def without_margin_dirt(
    words: Sequence[str], lines: Sequence[int], lefts: Sequence[float], high: float
) -> list[str]:
    """The words without specks in the left margin that were read as a dash before a letter.

    A dash or dot that touches the word which begins a line ("-Ban Thường vụ") is dirt, where
    it stands out to the left of the lines around that begin at the edge, two of them at
    least. A dash before an item stands at the edge or further in.

    Args:
        lefts: where each word begins, in the unit of `high`, the height of a line.
    """
    found = list(words)
    starts = [n for n in range(len(words)) if n == 0 or lines[n] != lines[n - 1]]
    for place, at in enumerate(starts):
        if _SPECKED.match(words[at]) is None:
            continue
        around = starts[max(0, place - 4) : place] + starts[place + 1 : place + 5]
        edge = [lefts[n] for n in around if abs(lefts[n] - lefts[at]) < _EDGE * high]
        if len(edge) >= 2 and min(edge) - lefts[at] > _OUT * high:
            found[at] = words[at][1:]
    return found


def _is_comma_label(words: Sequence[str], at: int, starts: Sequence[int]) -> bool:
    match = _COMMA_LABEL.fullmatch(words[at])
    if match is None or not _after_sentence(words, at):
        return False
    number = int(match["number"])
    above, below = _labels_around(words, at, starts)
    return (match["path"], number - 1) in above or (match["path"], number + 1) in below


def _leads_to_b(words: Sequence[str], at: int, starts: Sequence[int]) -> bool:
    """Whether the next letter below is "b)", or "c)" where that was lost, before any figure
    with a bracket, and the last label above is none of that kind."""
    marks = [n for n in starts if _LETTER.fullmatch(words[n]) or _BRACKETED.fullmatch(words[n])]
    below = next((words[n] for n in marks if n > at), "")
    above = next((words[n] for n in reversed(marks) if n < at), "")
    numbered = _BRACKETED.fullmatch(above) is not None
    return _capital_follows(words, at) and below in ("b)", "c)") and not numbered


def _follows_letter(words: Sequence[str], at: int, starts: Sequence[int]) -> bool:
    """Whether the last item with a letter above is "d)"."""
    lettered = [words[n] for n in starts if n < at and _LETTER.fullmatch(words[n])]
    return _after_sentence(words, at) and lettered[-1:] == ["d)"]


def _leads_to_two(words: Sequence[str], at: int, starts: Sequence[int]) -> bool:
    """Whether the next label below a lone stroke is "2."; what it labels begins with a capital."""
    if at + 1 >= len(words) or not words[at + 1][:1].isupper() or words[at + 1].isupper():
        return False
    _, below = _numbers_around(words, at, starts)
    return below is not None and below.group() == "2."


def _number_between(words: Sequence[str], at: int, starts: Sequence[int]) -> str | None:
    """The label that the last plain number above and the next one below leave for a letter."""
    if not _after_sentence(words, at) or words[at + 1].isupper():
        return None
    above, below = _numbers_around(words, at, starts)
    if above is None or below is None or above["stop"] != below["stop"]:
        return None
    number = int(above["number"]) + 1
    return f"{number}{above['stop']}" if int(below["number"]) == number + 1 else None


def _is_deeper(words: Sequence[str], at: int, starts: Sequence[int]) -> bool:
    """Whether the labels around two figures are those before and behind the second in the first."""
    path, number = f"{words[at][0]}.", int(words[at][1])
    above, below = _labels_around(words, at, starts)
    return above[-1:] == [(path, number - 1)] and below[:1] == [(path, number + 1)]


def _left_between(words: Sequence[str], at: int, starts: Sequence[int]) -> str | None:
    """The deeper label that those around leave for what is none: "1.", "T1.", "1.2."."""
    word = words[at]
    if _GARBLED.fullmatch(word) is None or _label(word) or not _capital_follows(words, at):
        return None
    above, below = _labels_around(words, at, starts)
    if not above or not below:
        return None
    (over, number), (path, following) = above[-1], below[0]
    first = path == f"{over}{number}." and following == 2
    between = path == over and path and following == number + 2
    return f"{path}{following - 1}." if first or between else None


def _of_two(words: Sequence[str], at: int, starts: Sequence[int]) -> str | None:
    """The label that was read as two words, "1." "1;", below "1." or another of its kind."""
    if not _FIRST_OF_TWO.fullmatch(words[at]) or not _capital_follows(words, at + 1):
        return None
    second = _SECOND_OF_TWO.fullmatch(words[at + 1])
    if second is None:
        return None
    above, _ = _labels_around(words, at, starts)
    number = int(second["number"])
    goes_on = above[-1:] in ([("", int(words[at][:-1]))], [(words[at], number - 1)])
    return f"{words[at]}{number}." if goes_on else None


def _lost_stop(words: Sequence[str], at: int, starts: Sequence[int]) -> str:
    """The stop of a number that begins a line alone, where the label before it was one less.

    The number of a note, which a word above it calls, has none.
    """
    if not _LONE_NUMBER.fullmatch(words[at]) or not _after_sentence(words, at):
        return ""
    above, _ = _numbers_around(words, at, starts)
    if above is None or int(above["number"]) + 1 != int(words[at]):
        return ""
    called = any(_calls(word, words[at]) for word in words[:at])
    return "" if called else str(above["stop"])


def _numbers_around(
    words: Sequence[str], at: int, starts: Sequence[int]
) -> tuple[regex.Match[str] | None, regex.Match[str] | None]:
    """The last plain number with a stop that begins a line above a word, and the next below."""
    above = (m for n in reversed(starts) if n < at and (m := _STOPPED.fullmatch(words[n])))
    below = (m for n in starts if n > at and (m := _STOPPED.fullmatch(words[n])))
    return next(above, None), next(below, None)


_Labels = list[tuple[str, int]]


def _labels_around(words: Sequence[str], at: int, starts: Sequence[int]) -> tuple[_Labels, _Labels]:
    """The numbers that begin lines as labels, above a word and below it."""
    above = [label for n in starts if n < at and (label := _label(words[n]))]
    below = [label for n in starts if n > at and (label := _label(words[n]))]
    return above, below


def _label(word: str) -> tuple[str, int] | None:
    match = _LABEL.fullmatch(word)
    return (match["path"], int(match["number"])) if match and "." in word else None


def _capital_follows(words: Sequence[str], at: int) -> bool:
    return at + 1 < len(words) and words[at + 1].lstrip('“"(')[:1].isupper()


def _after_sentence(words: Sequence[str], at: int) -> bool:
    """Whether a capital follows, and nothing, a heading in capitals or the end of a sentence is
    before."""
    before = words[at - 1] if at else ""
    heading = before.isalpha() and before.isupper() and len(before) > 1
    begins = not before or heading or _ENDS.search(before) is not None
    return begins and _capital_follows(words, at)


def _begins_item(words: Sequence[str], at: int) -> bool:
    """Whether what follows a label is an item: a heading in capitals has a numeral."""
    return _after_sentence(words, at) and not (words[at + 1].isupper() and len(words[at + 1]) > 1)


def _opens_note(words: Sequence[str], at: int) -> bool:
    return at > 0 and _NOTE.fullmatch(words[at]) is not None and _after_sentence(words, at)


def _call(words: Sequence[str], note: int) -> Iterator[tuple[int, str]]:
    """The one word above a note that must be its call, as it was printed."""
    mark = words[note]
    if any(_calls(word, mark) for word in words[:note]):
        return
    found = []
    for index in range(1, note):
        match = _CALLER.fullmatch(words[index])
        if match is None or match["read"] not in _AS_CALL.get(mark, ""):
            continue
        before = fold(words[index - 1].lstrip('(“"[')) + " "
        bare = fold(match["word"])
        if is_known(before + bare) and not is_known(before + bare + fold(match["read"])):
            found.append((index, match["word"] + mark + match["end"]))
    if len(found) == 1:
        yield found[0]


def _calls(word: str, mark: str) -> bool:
    bare = word.rstrip('.,;:)”"…')
    return bare.endswith(mark) and bare[: -len(mark)].isalpha()
