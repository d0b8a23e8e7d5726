"""The documents of a file, and what stands where in each: head, opening, body, tail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from extractors import header
from extractors.units import is_body_list
from pipeline.clean import Line
from pipeline.layout import is_capitals
from pipeline.lexicon import fold
from pipeline.numbering import LabelKind
from pipeline.roles import opens_text, orders_somebody, role_of

__all__ = ["Frame", "frame", "part_bounds"]


@dataclass(frozen=True, slots=True)
class Frame:
    """The lines of one document by place.

    `attached` are appendices behind the signature. Head and tail are in reading order of
    their columns, left before right.
    """

    head: tuple[Line, ...]
    opening: tuple[Line, ...]
    body: tuple[Line, ...]
    tail: tuple[Line, ...]
    attached: tuple[Line, ...]


def frame(lines: Sequence[Line], title: int | None = None) -> Frame:
    """What stands where in one document; every line is in one place.

    What a site says above the masthead ("Số hiệu: … Loại văn bản: …") is in none.

    `title` is the line that its title begins with, where that is known.
    """
    masthead = _masthead(lines[:_LOWEST_MASTHEAD])
    if masthead:
        below = None if title is None or title < masthead else title - masthead
        return frame(lines[masthead:], below)
    tail_start = next(
        (
            index
            for index, line in enumerate(lines)
            if index > 2
            and (
                _is_authority(line)
                or header.is_recipients_line(line.text)
                or _is_signed(lines, index)
            )
        ),
        len(lines),
    )
    type_line = next(
        (
            index
            for index, line in enumerate(lines[: min(tail_start, 40)])
            if line.label is None and header.is_type_line(line.text)
        ),
        title,
    )
    addressed = _after_addressees(lines[:tail_start])
    body = next(
        (
            index
            for index in range(addressed, tail_start)
            if _starts_body(lines[index], index, type_line)
        ),
        None,
    )
    if body is not None:
        body = _after_basis(lines, body, tail_start)
        body = _after_lead_in(lines, type_line or 0, body, tail_start)
    if body is None:
        body = max(_head_end(lines, type_line, tail_start), addressed)
    head = addressed or _head_end(lines, type_line, body)
    body, tail_start = max(body, head), max(tail_start, body)
    tail_end = next(
        (index for index in range(tail_start, len(lines)) if _is_attached(lines, index)),
        len(lines),
    )
    return Frame(
        tuple(_by_column(lines[:head])),
        tuple(lines[head:body]),
        tuple(lines[body:tail_start]),
        tuple(_columns_apart(lines[tail_start:tail_end])),
        tuple(lines[tail_end:]),
    )


_LOWEST_MASTHEAD = 40  # lines of a site's words above it


def _masthead(lines: Sequence[Line]) -> int:
    """The line that the masthead begins with, or 0 where none stands below a site's words."""
    motto = next((n for n, line in enumerate(lines) if header.is_motto_line(line.text)), 0)
    start = motto
    while start and (header.is_header_line(lines[start - 1].text) or lines[start].continues):
        start -= 1
    above = [line.text for line in lines[:start]]
    told = any(header.is_header_line(text) or header.is_type_line(text) for text in above)
    return 0 if told or all(map(is_capitals, above)) else start


_MARK_SIGNED = regex.compile(r"(?:\(\s*(?:đã ký|đã kí|ký tên)[^()]{0,30}\)\s*)+")
_SIGNED_WITHIN = 8  # lines from an office to the name of who holds it, for two of them


def _is_signed(lines: Sequence[Line], index: int) -> bool:
    """Whether an office alone, or two side by side, sign here: "GIÁM ĐỐC", "(Đã ký)", the name.

    Behind them only recipients or something attached may stand.
    """
    if lines[index].label is not None or not header.is_role_line(lines[index].text):
        return False
    named = False
    for at in range(index + 1, len(lines)):
        line = lines[at]
        text = line.text
        if header.is_recipients_line(text) or _is_attached(lines, at):
            return named
        if line.label is not None or at > index + _SIGNED_WITHIN:
            return False
        name = header.is_name(text)
        named = named or name
        mark = _MARK_SIGNED.fullmatch(fold(text)) is not None
        if not (name or mark or (is_capitals(text) and not named)):
            return False
    return named


_BASIS = regex.compile(
    r"(?:căn cứ|thực hiện|theo|xét)\s.{0,200}(?<!\p{L})(?:luật|số|điều lệ|đề nghị)\s"
)


def _after_basis(lines: Sequence[Line], body: int, tail_start: int) -> int:
    """Where the body begins behind an opening in bullets: "- Căn cứ Luật …;" / "… như sau:"."""
    first = lines[body].label
    if first is None or not first.kind.is_bullet or not _BASIS.match(_behind_label(lines[body])):
        return body
    for index in range(body + 1, tail_start):
        line = lines[index]
        if line.label is not None and not line.label.kind.is_bullet:
            break
        if line.label is None and line.text.endswith(":"):
            return index + 1
    return body


def _behind_label(line: Line) -> str:
    return fold(line.text[line.label.end if line.label else 0 :]).strip()


def _after_lead_in(lines: Sequence[Line], first: int, body: int, tail_start: int) -> int:
    """Where the body begins in a document of paragraphs whose only labels are bullets.

    Its first bullet stands in its middle; it begins behind the paragraph that leads in
    ("… kết luận như sau:"), or with the first behind the opening that orders something.
    """
    labels = [line.label for line in lines[body:tail_start] if line.label is not None]
    if any(not label.kind.is_bullet for label in labels):
        return body
    opening = _head_end(lines, first or None, body)
    for index in range(first + 1, body - 1):
        line = lines[index]
        if line.text.endswith(":") and not lines[index + 1].continues:
            return index + 1
        if index > opening and not line.continues and not line.text.endswith(":"):
            whole = _paragraph_at(lines, index)
            if orders_somebody(whole) and not whole.endswith(":"):
                return index
    return body


# "Kính gửi: …", and "THỦ TƯỚNG CHÍNH PHỦ điện:" in a telegram
_ADDRESSES = regex.compile(r"kính gửi|(?:[^.;:]{0,60}\s)?(?:điện|gửi)\s*:$")


def _after_addressees(lines: Sequence[Line]) -> int:
    """The line after "Kính gửi: …" or "… điện:" and those addressed, or 0 where nobody is."""
    start = next(
        (
            index
            for index, line in enumerate(lines[:40])
            if index > 1 and line.label is None and _ADDRESSES.match(fold(line.text))
        ),
        None,
    )
    if start is None:
        return 0
    end = start + 1
    while end < len(lines) and (lines[end].continues or _is_addressed(lines, end)):
        end += 1
    return end


def _is_addressed(lines: Sequence[Line], index: int) -> bool:
    """Whether a line below "Kính gửi:" names who is: a bullet, or "2. Công an tỉnh;".

    A numbered one does where its number comes again, before what is asked of somebody.
    """
    label = lines[index].label
    if label is None or label.kind.is_bullet:
        return label is not None
    named = _paragraph_at(lines, index)[label.end :].strip()
    if not named.endswith((";", ",", ".")):
        return False
    again = (other.label for other in lines[index + 1 :] if other.label is not None)
    return is_body_list(named) or any(
        other.kind == label.kind and other.value == label.value for other in again
    )


def _is_attached(lines: Sequence[Line], index: int) -> bool:
    """Whether an appendix or a plan "ban hành kèm theo" begins here, behind a signature."""
    line = lines[index]
    if line.label is not None:
        return line.label.kind == LabelKind.APPENDIX
    if not header.is_type_line(line.text) and not _heads_attached(lines, index):
        return False
    return any(
        other.label is not None and other.label.kind <= LabelKind.ARABIC
        for other in lines[index + 1 : index + 40]
    )


_ATTACHED = regex.compile(r"\W{0,3}(?:được\s+)?(?:ban hành\s+)?(?:kèm theo|đính kèm)\s")


def _heads_attached(lines: Sequence[Line], index: int) -> bool:
    """Whether a line in capitals heads what is attached: "CHƯƠNG TRÌNH HÀNH ĐỘNG CỦA CHÍNH PHỦ".

    It begins with a document's type, or "(Ban hành kèm theo …)" stands below it.
    """
    text = lines[index].text
    if not is_capitals(text) or header.is_signature_line(text) or header.is_header_line(text):
        return False
    if lines[index].column == 2:
        return False  # "PHÓ THỦ" / "TƯỚNG", beside the recipients
    below = lines[index + 1 : index + 6]
    if any(_ATTACHED.match(fold(line.text)) for line in below):
        return True
    return header.begins_with_type(text)


def _starts_body(line: Line, index: int, type_line: int | None) -> bool:
    if type_line is not None and index <= type_line:
        return False
    if line.continues and line.label is None:
        return False  # a title over two lines: "… RÀ SOÁT" / "TIẾN ĐỘ THỰC HIỆN …"
    if line.label is not None and not (
        line.label.kind.is_bullet and index < 12 and type_line is None
    ):
        return not line.label.kind.is_bullet or not header.is_header_line(line.text)
    after_title = type_line is not None and index > type_line + 1
    stands_out = is_capitals(line.text) or line.bold or line.heading > 0
    return after_title and stands_out and role_of(line.text) is not None


def _head_end(lines: Sequence[Line], type_line: int | None, limit: int) -> int:
    """The first line of the opening paragraph, at most `limit`."""
    if type_line is None:
        return next(
            (
                index
                for index in range(limit)
                if _opens_text(lines, index) and not header.is_header_line(lines[index].text)
            ),
            limit,
        )
    title_seen = False
    for index in range(type_line + 1, limit):
        line = lines[index]
        if line.continues:
            # "KẾ HOẠCH" / "PHÁT TRIỂN VĂN HÓA ĐỌC …", both in capitals
            title_seen = title_seen or not header.is_header_line(line.text)
            continue
        if title_seen and (
            line.rule_before
            or (lines[index - 1].bold and not line.bold)
            or (_opens_text(lines, index) and not header.ends_open(lines[index - 1].text))
        ):
            return index
        title_seen = (
            title_seen
            or line.text[:1].islower()
            or not (is_capitals(line.text) and header.is_header_line(line.text))
        )
    if not title_seen:
        return next((i for i in range(type_line + 1, limit) if _opens_text(lines, i)), limit)
    return limit


def _opens_text(lines: Sequence[Line], index: int) -> bool:
    """Whether an unlabelled line begins running text rather than a title."""
    text = lines[index].text
    if not text[:1].isupper() or is_capitals(text) or text.startswith("("):
        return False
    run = _paragraph_at(lines, index)
    if len(run) >= 200 or run.endswith((":", ".")):
        return True
    return (len(run) >= 110 or run.endswith(";")) and opens_text(text)


def _paragraph_at(lines: Sequence[Line], index: int) -> str:
    texts = [lines[index].text]
    for following in lines[index + 1 : index + 12]:
        if not following.continues:
            break
        texts.append(following.text)
    return " ".join(texts)


# --- columns --------------------------------------------------------------------------


def _by_column(lines: Sequence[Line]) -> list[Line]:
    """Lines that stood in two columns, left before right in each run of them."""
    ordered: list[Line] = []
    run: list[Line] = []
    for line in lines:
        columns = any(other.column for other in run)
        if run and not (line.column or (columns and not line.blank_before)):
            ordered += _columns_apart(run)
            run = []
        run.append(line)
    return ordered + _columns_apart(run)


def _columns_apart(run: Sequence[Line]) -> list[Line]:
    """Left before right; the right column goes on in lines of their own where these sign.

    A name alone below the list that stood beside "TM. BAN THƯỜNG VỤ" signs too.
    """
    last = max((n for n, line in enumerate(run) if _right(line)), default=0)
    signs = (n for n in range(last + 1, len(run)) if _signs(run[n], beside=last > 0))
    at = next(signs, len(run))
    return [*sorted(run[:at], key=_right), *run[at:]]


def _signs(line: Line, beside: bool) -> bool:
    """Whether a line goes on with a signature that stood `beside` other lines."""
    named = beside and line.label is None and header.is_name(line.text)
    return named or header.is_signature_line(line.text)


def _right(line: Line) -> bool:
    """Whether a line stands in the right column, alone or beside another."""
    return line.column == 2 or line.indent >= 30


# --- several documents in one file ----------------------------------------------------


def part_bounds(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Half-open ranges of lines, one a part: a new header after a signature block."""
    starts = [0]
    signed = False
    for index, line in enumerate(lines):
        if signed and index > starts[-1] + 3 and _opens_part(lines, index):
            starts.append(index)
            signed = False
        elif not signed:
            signed = _is_authority(line) or header.is_recipients_line(line.text)
    return list(zip(starts, [*starts[1:], len(lines)], strict=True))


def _opens_part(lines: Sequence[Line], index: int) -> bool:
    """Whether a title block begins here: header lines that lead to a document type."""
    text = lines[index].text
    if not header.is_header_line(text) or header.is_signature_line(text) or text.endswith(";"):
        return False  # "TT HĐND TP;" is one of the recipients
    cues = 0
    fields = False
    for at, line in enumerate(lines[index : index + 14], start=index):
        text = line.text
        if line.label is not None and not line.label.kind.is_bullet and not is_capitals(text):
            return False
        if header.is_type_line(text):
            return cues >= 1 and (fields or not _only_attached(lines, at))
        if header.is_recipients_line(text) or (_is_authority(line) and cues == 0):
            return False
        cues += bool(header.is_header_line(text))
        fields = fields or header.read_head_line(text).has_field
    return False


def _only_attached(lines: Sequence[Line], type_line: int) -> bool:
    """Whether a title with "(Ban hành kèm theo …)" below it has no signature of its own."""
    below = lines[type_line + 1 :]
    title = " ".join(line.text for line in below[:_TITLE_LINES])
    noted = _NOTED.search(fold(title)) is not None
    return noted and not any(_is_authority(line) for line in below)


_TITLE_LINES = 8  # of a title, down to the note in brackets
_NOTED = regex.compile(r"\(\s*(?:được\s+)?(?:ban hành\s+)?(?:kèm theo|đính kèm)\s")

_AUTHORITY = regex.compile(
    r"(?:.{0,60}\s)?(?:T/M|TM\.?|T\.M\.?|K/T|KT\.|T/L|TL\.|TUQ\.|T/U/Q)\s*\p{Lu}{2}"
)


def _is_authority(line: Line) -> bool:
    return len(line.text) <= 160 and _AUTHORITY.match(line.text) is not None
