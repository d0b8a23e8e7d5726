"""Footnotes: lifted out of the flow, kept with the place that calls them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import regex

from pipeline.aligned import Aligned
from pipeline.layout import hangs, join_lines
from pipeline.lines import Call, PhysicalLine
from pipeline.model import Issue, IssueCode, Severity
from pipeline.numbering import parse_label

__all__ = ["Footnote", "join_lone_marks", "lift_footnotes"]


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote's text and the source range of the mark that calls it, None when unseen."""

    mark: str
    aligned: Aligned
    call: tuple[int, int] | None


# "cán bộ1.", "giai đoạn 2020-2025²" is a superscript and found earlier; a digit glued to a
# word of small letters, bare or in brackets, is a call when a note of that number stands
# further down; so is a bracket glued to anything. In square brackets it may stand behind anything.
_GLUED_CALL = regex.compile(
    r"(?:(?<=\p{Ll}{2}[”\"’)]?|[”\"]|%\)?)(?:(?P<mark>\d{1,2})|\s?(?P<mark>\(\d{1,2}\)))"
    r"|(?<=[\p{L}\d])(?P<mark>\(\d{1,2}\))"
    r"|(?<=[\p{L}\d%”\"’)])\s?(?P<mark>\[\d{1,3}\]))"
    r"(?=[\s.,;:)”\"…]|$)"
)
# "1 Như: …", "(1) Như: …", "[1] Theo …" at a page's foot: the number, then a capital.
_BARE_NOTE = regex.compile(r"(?P<mark>\d{1,2}|\(\d{1,2}\)|\[\d{1,3}\])\s+(?=[\p{Lu}\"“(])")
_EXPLAINS = regex.compile(r"\(\d{1,2}\)\s+(?:Theo|Nguồn|Gồm|Bao gồm|Xem|Như|Căn cứ|Quy định tại)\s")
_LONE_MARK = regex.compile(r"\d{1,2}")
_ANY_LINE = 1_000_000
_LONGEST_NOTE = 6  # lines from a lone mark to the end of its page
_NEAR = 12  # lines within which the items of one list stand
_SHORT_HEADING = 50  # characters: a line in mid sentence has more
_SENTENCE_END = regex.compile(r"[.…!?](?:/\.)?[\"”)]*$")

Fills = Callable[[str, str], bool]


def lift_footnotes(
    lines: Sequence[PhysicalLine], fills: Fills
) -> tuple[list[PhysicalLine], tuple[Footnote, ...], tuple[Issue, ...]]:
    """The lines without footnotes and calls, the footnotes, and calls or notes left alone.

    `fills(above, below)` tells whether a line is full, so that the next may go on with it.
    """
    bodies = _bodies(lines, fills)
    in_body = {index for start, end, _, _ in bodies for index in range(start, end)}
    calls: dict[str, list[tuple[int, tuple[int, int]]]] = {}
    flow: list[PhysicalLine] = []
    new_page = False
    glued = {mark for _, _, mark, _ in bodies}
    for index, line in enumerate(lines):
        if index in in_body:
            new_page = new_page or line.new_page
            continue
        for call in line.calls:
            calls.setdefault(call.mark, []).append((index, (call.char_start, call.char_end)))
        if not line.text:  # a mark alone on its line: only what it calls is kept
            new_page = new_page or line.new_page
            continue
        line = _without_glued_calls(lines, index, bodies, glued, calls)
        flow.append(replace(line, new_page=True) if new_page else line)
        new_page = False
    return flow, *_matched(lines, bodies, calls)


def join_lone_marks(lines: Sequence[PhysicalLine]) -> list[PhysicalLine]:
    """The lines with each mark that stands alone above its note at a page's foot put before it.

    Converters from PDF set raised marks on lines of their own. Such a mark is called in the
    page above it, and is no page number: the page ends below the note.
    """
    joined: list[PhysicalLine] = []
    page = 0  # the index of the page's first line
    waiting: Call | None = None
    for index, line in enumerate(lines):
        page = index if line.new_page else page
        if _is_lone_mark(lines, index, page):
            waiting = Call(line.text, 0, *line.aligned.whole)
        elif waiting is not None:
            joined.append(replace(line, calls=(waiting, *line.calls)))
            waiting = None
        else:
            joined.append(line)
    return joined


def _is_lone_mark(lines: Sequence[PhysicalLine], index: int, page: int) -> bool:
    line = lines[index]
    if not _LONE_MARK.fullmatch(line.text) or index == page or index + 1 >= len(lines):
        return False
    note = lines[index + 1]
    if note.new_page or note.blank_before or not note.text[:1].isupper():
        return False
    ends = next((n for n in range(index + 2, len(lines)) if _page_ends_at(lines[n])), len(lines))
    return ends - index <= _LONGEST_NOTE and any(
        call["mark"] == line.text
        for above in lines[page:index]
        for call in _GLUED_CALL.finditer(above.text)
    )


def _page_ends_at(line: PhysicalLine) -> bool:
    """Whether a page has ended above a line, or does with it, its bare number."""
    return line.new_page or _LONE_MARK.fullmatch(line.text) is not None


def _bodies(lines: Sequence[PhysicalLine], fills: Fills) -> list[tuple[int, int, str, int]]:
    """Each note as (first line, line after the last, mark, where its text begins)."""
    found: list[tuple[int, int, str, int]] = []
    index = 0
    while index < len(lines):
        opened = _opens_note(lines, index, found)
        if opened is None:
            index += 1
            continue
        end = index + 1
        while end < len(lines) and _goes_on(lines[end - 1], lines[end], fills):
            end += 1
        found.append((index, end, *opened))
        index = end
    return found


def _opens_note(
    lines: Sequence[PhysicalLine], index: int, found: Sequence[tuple[int, int, str, int]]
) -> tuple[str, int] | None:
    line = lines[index]
    if line.calls and line.calls[0].index == 0 and line.text:
        return line.calls[0].mark, 0
    if line.footnote:  # without a mark: it goes on from the page before, or its mark is lost
        return "", 0
    match = _BARE_NOTE.match(line.text)
    if match is None or line.heading > 0:
        return None
    apart = line.rule_before or (line.blank_before > 0 and _page_ends(lines, index))
    apart = apart or _is_single(lines, index, match["mark"]) or _cuts_in(lines, index)
    if parse_label(line.text) is not None and not apart:  # "(1)" labels items too
        return None
    mark = match["mark"]
    after = found[-1][1] if found else 0
    reach = _reach(lines, index)
    called = any(
        call["mark"] == mark
        for above in lines[max(after, index - reach) : index]
        for call in _GLUED_CALL.finditer(above.text)
    )
    raised = {call.mark for above in lines[max(0, index - reach) : index] for call in above.calls}
    if not called and mark.strip("()") in raised:
        mark = mark.strip("()")  # "(1) Theo …", called as "⁽¹⁾"
    return (mark, match.end()) if called or mark in raised else None


def _is_single(lines: Sequence[PhysicalLine], index: int, mark: str) -> bool:
    """Whether a paragraph "(1) Theo Báo cáo …" in the flow is no item of a list (1), (2), …

    Nothing leads in to it, and no neighbour has the number before it or the one behind. At a
    page's foot it need not stand apart, where it says what something is after.
    """
    if not mark.startswith("(") or not index:
        return False
    at_foot = _EXPLAINS.match(lines[index].text) and any(
        line.new_page for line in lines[index + 1 : index + 3]
    )
    if not (lines[index].blank_before or at_foot):
        return False
    number = int(mark.strip("()"))
    beside = (f"({number - 1})", f"({number - 1:02})", f"({number + 1})", f"({number + 1:02})")
    near = (*lines[max(0, index - _NEAR) : index], *lines[index + 1 : index + _NEAR])
    listed = any(other.text.startswith(beside) for other in near)
    return not listed and (bool(at_foot) or not lines[index - 1].text.rstrip().endswith(":"))


def _cuts_in(lines: Sequence[PhysicalLine], index: int) -> bool:
    """Whether a line stands in mid sentence at a page's foot, as a note of it does: an item no."""
    if not index or not _page_ends(lines, index):
        return False
    above = lines[index - 1].text.rstrip()
    if parse_label(above) is not None and len(above) < _SHORT_HEADING:
        return False  # "6. Ban Tổ chức Huyện ủy" / "(1) Tham mưu …"
    return above[-1:].isalpha() and not lines[index].text.startswith("[")


def _reach(lines: Sequence[PhysicalLine], index: int) -> int:
    """How many lines above a note may call it: a page's, or any where notes are set off.

    A rule does so, and the end of the text; programs that turn Word into text put all notes,
    "[1] …", behind the signature.
    """
    note = lines[index]
    last = len(lines) - index <= _LONGEST_NOTE
    return _ANY_LINE if last or note.rule_before or note.text.startswith("[") else 80


def _page_ends(lines: Sequence[PhysicalLine], index: int) -> bool:
    """Whether the page ends a few lines below."""
    return any(line.new_page for line in lines[index + 1 : index + _LONGEST_NOTE])


def _goes_on(above: PhysicalLine, line: PhysicalLine, fills: Fills) -> bool:
    if line.heading or (line.calls[:1] and line.calls[0].index == 0):
        return False
    if above.footnote or line.footnote:
        return above.footnote and line.footnote
    if line.begins is not None:
        return not line.begins
    if line.new_page:
        return False
    if parse_label(line.text) is not None or _BARE_NOTE.match(line.text):
        return False
    if fills(above.text, line.text) or hangs(above.text):
        return True
    return (
        not line.blank_before and not _SENTENCE_END.search(above.text) and line.text[:1].islower()
    )


def _without_glued_calls(
    lines: Sequence[PhysicalLine],
    index: int,
    bodies: Sequence[tuple[int, int, str, int]],
    marks: set[str],
    calls: dict[str, list[tuple[int, tuple[int, int]]]],
) -> PhysicalLine:
    """The line without digits that call a note below it and that nothing else calls."""
    line = lines[index]
    kept: list[tuple[int, int]] = []
    at = 0
    for match in _GLUED_CALL.finditer(line.text):
        mark = match["mark"]
        if mark not in marks:
            continue
        note = next((body for body in bodies if body[2] == mark and body[0] > index), None)
        taken = note is not None and any(
            where < note[0] and not any(b[2] == mark and where < b[0] < note[0] for b in bodies)
            for where, _ in calls.get(mark, ())
        )
        if note is None or note[0] - index > _reach(lines, note[0]) or taken:
            continue
        calls.setdefault(mark, []).append((index, line.aligned.span(*match.span())))
        kept.append((at, match.start()))
        at = match.end()
    if not kept:
        return line
    kept.append((at, len(line.text)))
    return replace(line, aligned=line.aligned.keep(kept))


def _matched(
    lines: Sequence[PhysicalLine],
    bodies: Sequence[tuple[int, int, str, int]],
    calls: dict[str, list[tuple[int, tuple[int, int]]]],
) -> tuple[tuple[Footnote, ...], tuple[Issue, ...]]:
    notes: list[Footnote] = []
    issues: list[Issue] = []
    waiting = {mark: list(places) for mark, places in calls.items()}
    for start, end, mark, offset in bodies:
        first = lines[start].aligned[offset:]
        others = [line.aligned for line in lines[start + 1 : end]]
        aligned = join_lines([first, *others])[0].strip()
        places = waiting.get(mark, [])
        call = places.pop(0)[1] if places else None
        notes.append(Footnote(mark.strip("()[]"), aligned, call))
        if call is None:
            named = f"note {mark} is called nowhere" if mark else "a note has no readable number"
            issues.append(_unmatched(named, aligned.whole))
    for mark, places in waiting.items():
        issues.extend(_unmatched(f"no note for mark {mark}", span) for _, span in places)
    return tuple(notes), tuple(issues)


def _unmatched(message: str, span: tuple[int, int]) -> Issue:
    return Issue(IssueCode.FOOTNOTE_UNMATCHED, Severity.INFO, message, *span)
