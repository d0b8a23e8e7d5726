"""Typesets documents of corpus/own as offices do: a PDF and the exact text of its pages.

A masthead in two columns, a centred title, justified paragraphs, page numbers at the top,
notes at the foot, recipients beside the signature. Chromium prints it.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.aligned import Aligned

__all__ = ["Part", "parts_of", "print_pdf", "page_texts"]

_HERE = Path(__file__).resolve().parent
_TYPES = frozenset(
    {"KẾ HOẠCH", "CHỈ THỊ", "THÔNG BÁO", "KẾT LUẬN", "NGHỊ QUYẾT", "CHƯƠNG TRÌNH HÀNH ĐỘNG"}
)
_RIGHT = re.compile(r"CỘNG HÒA|ĐẢNG CỘNG SẢN|Độc lập|.*, ngày \d")
_NOTE_CALL = re.compile("\ue000(?P<mark>[^\ue001]*)\ue001")  # ours, in no document


@dataclass
class Part:
    """A document: what stands in its masthead, under it, and beside its signature."""

    left: list[str] = field(default_factory=list)
    right: list[str] = field(default_factory=list)
    title: list[str] = field(default_factory=list)
    body: list[tuple[str, bool]] = field(default_factory=list)  # text, bold
    recipients: list[str] = field(default_factory=list)
    signature: list[str] = field(default_factory=list)


def parts_of(path: Path) -> tuple[list[Part], dict[str, str]]:
    """The documents of a text file, and its notes by their mark."""
    from pipeline.clean import clean
    from pipeline.ingest import read

    cleaned = clean(read(path))
    calls = [(note.call[0], note.mark) for note in cleaned.footnotes if note.call]
    parts: list[Part] = []
    state = "signature"
    for line in cleaned.lines:
        text = _with_calls(line.aligned, calls).strip()
        if state == "signature" and (not parts or text == parts[0].left[0]):
            parts.append(Part())
            state = "masthead"
        parted = bool(line.blank_before or line.rule_before)
        state = _next_state(state, text, parts[-1], parted)
        bold = bool(line.bold) or _is_heading(text)
        _add(parts[-1], state, text, bold, goes_on=line.continues and not parted)
    return parts, {note.mark: note.aligned.text for note in cleaned.footnotes}


def _next_state(state: str, text: str, part: Part, parted: bool) -> str:
    if state == "masthead" and text in _TYPES:
        return "title"
    if state == "title" and len(part.title) > 1 and parted:
        return "body"
    if text.rstrip(":").casefold() == "nơi nhận":
        return "signature"
    return state


def _add(part: Part, state: str, text: str, bold: bool, goes_on: bool) -> None:
    if state == "masthead":
        at = text.find("ĐẢNG CỘNG SẢN")
        if at > 0:
            part.left.append(text[:at].strip())
            text = text[at:]
        (part.right if _RIGHT.match(text) else part.left).append(text)
    elif state == "title":
        part.title.append(text)
    elif state == "signature":
        is_name = text.startswith("-") or text.rstrip(":").casefold() == "nơi nhận"
        (part.recipients if is_name else part.signature).append(text)
    elif goes_on and part.body:
        before, was_bold = part.body[-1]
        part.body[-1] = (f"{before} {text}", was_bold)
    else:
        part.body.append((text, bold))


def _with_calls(line: Aligned, calls: Sequence[tuple[int, str]]) -> str:
    """The text with the calls of notes, which cleaning took out, marked in it."""
    text = line.text
    first, last = line.span(0, len(text)) if text else (0, 0)
    for place, mark in calls:
        if first <= place <= last:
            ends = (line.span(index, index + 1)[1] for index in range(len(text)))
            at = next((index for index, end in enumerate(ends) if end > place), len(text))
            return f"{text[:at]}\ue000{mark}\ue001{text[at:]}"
    return text


def _is_heading(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return bool(letters) and all(map(str.isupper, letters))


# --- HTML -----------------------------------------------------------------------------


def html_of(parts: Sequence[Part], notes: dict[str, str]) -> str:
    blocks = [block for number, part in enumerate(parts) for block in _blocks(part, number, notes)]
    style = (_HERE / "degrade.css").read_text(encoding="utf-8")
    script = (_HERE / "degrade.js").read_text(encoding="utf-8")
    return (
        '<!DOCTYPE html><html lang="vi"><meta charset="utf-8">'
        f"<style>{style}</style><body><div id=flow>{''.join(blocks)}</div>"
        f"<script>{script}</script></body></html>"
    )


def _blocks(part: Part, number: int, notes: dict[str, str]) -> Iterator[str]:
    party = any("ĐẢNG CỘNG SẢN" in text for text in part.right)
    left = list(part.left)
    if party:
        left.insert(1, "*")
    new = " new-page" if number else ""
    yield (
        f'<table class="masthead{new}"><tr><td>{_lines(left, bold=(0, 1))}</td>'
        f"<td>{_lines(part.right, bold=(0, 1))}</td></tr></table>"
    )
    yield f'<div class="title rule">{_lines(part.title, bold=range(9))}</div>'
    for text, bold in part.body:
        kind = "body bold" if bold else "body"
        yield f'<p class="{kind}">{_words(text, notes)}</p>'
    recipients = _lines(part.recipients, bold=(0,))
    names = part.signature[-1:] if part.signature else []
    roles = part.signature[:-1] if part.signature else []
    signed = _lines(roles, bold=range(9)) + "".join(
        f'<p class="name bold">{escape(name)}</p>' for name in names
    )
    yield f'<table class="signature"><tr><td>{recipients}</td><td>{signed}</td></tr></table>'


def _lines(lines: Sequence[str], bold: Sequence[int]) -> str:
    made = []
    for number, text in enumerate(lines):
        date = ", ngày " in text
        kind = "date" if date else "bold" if number in bold and not text.startswith("Số") else ""
        made.append(f'<p class="{kind}">{escape(text)}</p>')
    return "".join(made)


def _words(text: str, notes: dict[str, str]) -> str:
    return " ".join(f'<span class="word">{_word(word, notes)}</span>' for word in text.split())


def _word(word: str, notes: dict[str, str]) -> str:
    """A word; the call of a note is raised, and carries the note to where it is placed."""
    match = _NOTE_CALL.search(word)
    if match is None:
        return escape(word)
    mark = match["mark"]
    told = escape(f"<sup>{mark}</sup> {escape(notes[mark])}", quote=True)
    before, after = escape(word[: match.start()]), escape(word[match.end() :])
    return f'{before}<sup data-note="{told}">{mark}</sup>{after}'


# --- print ----------------------------------------------------------------------------


def print_pdf(html: str, target: Path) -> None:
    """Prints a page as PDF in a browser of its own.

    Raises:
        SystemExit: no browser is here, or it printed nothing.
    """
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if browser is None:
        raise SystemExit("no Chromium here: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(html, encoding="utf-8")
        flags = "--headless --no-sandbox --disable-gpu --no-first-run --disable-sync"
        flags += " --disable-background-networking --disable-component-update"
        done = subprocess.run(
            [
                browser,
                *flags.split(),
                f"--user-data-dir={folder}/profile",
                "--no-pdf-header-footer",
                f"--print-to-pdf={target.resolve()}",
                page.as_uri(),
            ],
            capture_output=True,
            timeout=120,
        )
    if not target.is_file():
        raise SystemExit(f"Chromium printed nothing: {done.stderr.decode(errors='replace')[-500:]}")


def page_texts(pdf: Path) -> dict[str, str]:
    """The exact text of each page by its number, as in corpus/real/truth."""
    import pypdfium2 as pdfium

    texts = {}
    with pdfium.PdfDocument(pdf) as document:
        for number, page in enumerate(document, start=1):
            text = page.get_textpage().get_text_range()
            texts[str(number)] = text.replace("\ufffe", "-").replace("\r\n", "\n").strip()
    return texts


def typeset(path: Path, folder: Path) -> Path:
    """Writes `<stem>.pdf` to `folder`/digital and its text to `folder`/truth."""
    pdf = folder / "digital" / f"{path.stem}.pdf"
    truth = folder / "truth" / f"{path.stem}.json"
    for target in (pdf, truth):
        target.parent.mkdir(parents=True, exist_ok=True)
    print_pdf(html_of(*parts_of(path)), pdf)
    truth.write_text(json.dumps(page_texts(pdf), ensure_ascii=False, indent=1), encoding="utf-8")
    return pdf
