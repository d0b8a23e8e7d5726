#!/usr/bin/env python3
"""Rebuilds or checks corpus/manifest.csv: one row for each document file of the corpus.

    python scripts/manifest.py            write the manifest anew
    python scripts/manifest.py --check    only compare; exit code 1 when something is off

Rebuilding takes the sha256 of every file that is here, adds rows for new files and
drops the rows of files under corpus/own that are gone. Rows of released files stay
when corpus/real is not here, since they cannot be looked at then. A new row's `kind`
is guessed from the file's name (`kh-…` is KH); one already written is never changed.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import sys
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent

# Folder under corpus/real -> split.
RELEASED_SPLITS = {
    "text": "released-text",
    "digital": "released-digital",
    "scan300": "released-300dpi",
    "scan200": "released-200dpi",
}
OWN_SPLIT = "own"
ORIGIN = {"real": "released", "own": "written for this project"}
RIGHTS = {"real": "not ours to publish; DVC only", "own": "MIT"}

# First syllable of a file's name -> document type code.
KINDS = {
    "kh": "KH",
    "khlt": "KHLT",
    "cd": "CĐ",
    "ctct": "CTr",
    "cthd": "CTr",
    "ctrhd": "CTr",
    "ctr": "CTr",
    "nq": "NQ",
    "ct": "CT",
    "qd": "QĐ",
    "kl": "KL",
    "hd": "HD",
    "tb": "TB",
    "cv": "CV",
    "bc": "BC",
    "ttr": "TTr",
    "ttri": "TTri",
    "da": "ĐA",
    "pa": "PA",
    "qc": "QC",
}


@dataclass(frozen=True, order=True)
class Row:
    """One document file. `file` is its path below corpus/, with forward slashes."""

    stem: str
    file: str
    sha256: str
    origin: str
    kind: str
    split: str
    rights: str

    @property
    def area(self) -> str:
        """`real` or `own`, the first folder of `file`."""
        return PurePosixPath(self.file).parts[0]


COLUMNS = tuple(field.name for field in fields(Row))


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def kind_of(stem: str) -> str:
    """Guesses the document type code from a stem, `kh-256-tu` -> `KH`; empty when unknown."""
    return KINDS.get(stem.lower().replace("_", "-").split("-")[0], "")


def split_of(file: str) -> str:
    """Gives the split that a file's place in the corpus implies; empty when it has none."""
    area, *rest = PurePosixPath(file).parts
    if area == "own":
        return OWN_SPLIT
    return RELEASED_SPLITS.get(rest[0], "") if len(rest) == 2 else ""


def document_files(corpus: Path) -> list[str]:
    """Lists the document files that are here; notes (README*), hidden files are not documents."""
    places = [corpus / "own", *(corpus / "real" / folder for folder in RELEASED_SPLITS)]
    return sorted(
        path.relative_to(corpus).as_posix()
        for place in places
        for path in place.rglob("*")
        if path.is_file()
        and not path.name.upper().startswith("README")
        and not any(part.startswith(".") for part in path.relative_to(corpus).parts)
    )


def released_here(corpus: Path) -> bool:
    return (corpus / "real").is_dir()


def read(manifest: Path) -> list[Row]:
    """Reads the manifest; an absent one is empty.

    Raises:
        ValueError: when its columns are not those of `Row`, in their order.
    """
    if not manifest.exists():
        return []
    with manifest.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{manifest}: columns must be {','.join(COLUMNS)}")
        rows = []
        for number, cells in enumerate(reader, start=2):
            if None in cells or None in cells.values():
                raise ValueError(f"{manifest}, line {number}: not {len(COLUMNS)} cells")
            rows.append(Row(**cells))
        return rows


def written(rows: list[Row]) -> str:
    """Gives the manifest's text: rows in the order of `file`, lines ended by LF."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(row) for row in sorted(rows, key=lambda row: row.file))
    return out.getvalue()


def rebuilt(rows: list[Row], corpus: Path) -> list[Row]:
    """Gives the rows as they should be for the files that are here."""
    known = {row.file: row for row in rows}
    files = set(document_files(corpus))
    if not released_here(corpus):
        files |= {row.file for row in rows if row.area == "real"}
    result = []
    for file in sorted(files):
        path = corpus / file
        if path.exists():
            stem, area = path.stem, PurePosixPath(file).parts[0]
            old = known.get(file)
            result.append(
                Row(
                    stem=stem,
                    file=file,
                    sha256=sha256_of(path),
                    origin=ORIGIN[area],
                    kind=(old.kind if old else "") or kind_of(stem),
                    split=split_of(file),
                    rights=RIGHTS[area],
                )
            )
        else:
            result.append(known[file])
    return result


def problems(rows: list[Row], corpus: Path) -> list[str]:
    """Says what is wrong with the manifest, one sentence a finding; empty when nothing is.

    Released files are compared only when corpus/real is here.
    """
    found = []
    files = [row.file for row in rows]
    if len(set(files)) < len(files):
        twice = sorted({file for file in files if files.count(file) > 1})
        found.append(f"listed more than once: {', '.join(twice)}")
    if files != sorted(files):
        found.append("rows are not in the order of their file names")
    for row in rows:
        if row.area not in ORIGIN:
            found.append(f"{row.file}: lies neither in own/ nor in real/")
            continue
        expected = replace(
            row,
            stem=PurePosixPath(row.file).stem,
            origin=ORIGIN[row.area],
            split=split_of(row.file),
            rights=RIGHTS[row.area],
        )
        for column in COLUMNS:
            has, wants = getattr(row, column), getattr(expected, column)
            if has != wants:
                found.append(f"{row.file}: {column} is {has!r}, should be {wants!r}")
            elif not has:
                found.append(f"{row.file}: {column} is empty")
        path = corpus / row.file
        if path.is_file():
            if sha256_of(path) != row.sha256:
                found.append(f"{row.file}: its bytes have changed (sha256 differs)")
        elif row.area == "own" or released_here(corpus):
            found.append(f"{row.file}: is in the manifest but not here")
    for file in document_files(corpus):
        if file not in files:
            found.append(f"{file}: is here but not in the manifest")
    return found


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="manifest.py", description="Rebuild or check the corpus manifest."
    )
    parser.add_argument("--check", action="store_true", help="compare only, change nothing")
    parser.add_argument(
        "--corpus", type=Path, default=ROOT / "corpus", help="default: the project's corpus/"
    )
    args = parser.parse_args(argv)
    manifest = args.corpus / "manifest.csv"
    try:
        rows = read(manifest)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1

    if not args.check:
        rows = rebuilt(rows, args.corpus)
        manifest.write_text(written(rows), encoding="utf-8", newline="\n")
    found = problems(rows, args.corpus)
    for sentence in found:
        print(f"manifest: {sentence}", file=sys.stderr)
    seen = "" if released_here(args.corpus) else "; released files are not here, so not compared"
    print(f"manifest: {len(rows)} files, {len(found)} problems{seen}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
