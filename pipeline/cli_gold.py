"""The commands `nhiemvu gold …` for people who annotate.

Exit codes as in `pipeline.cli`: 0 fine, 1 problems found, 2 the words are wrong, 4 a file
or folder cannot be read or written.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from pathlib import Path

from pipeline.console import say

OK, PROBLEMS, USAGE, UNREADABLE = 0, 1, 2, 4

_SOURCES = (Path("corpus/own"), Path("corpus/real/text"))


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers `gold` and its sub-commands."""
    gold = commands.add_parser("gold", help="annotate documents: check, resolve, compare")
    actions = gold.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for register in (
        *(_add_new, _add_check, _add_resolve, _add_agree, _add_export, _add_import),
        _add_from_corrections,
    ):
        register(actions)


_Actions = Callable[[argparse.Namespace], int]


def _command(
    actions: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: _Actions,
    words: str,
) -> argparse.ArgumentParser:
    """A sub-command; what goes wrong in it becomes a line and an exit code."""
    parser = actions.add_parser(name, help=words, description=words)
    parser.set_defaults(command=lambda parsed: _guarded(run, parsed))
    return parser


def _guarded(run: _Actions, parsed: argparse.Namespace) -> int:
    from pipeline.annotate import AnnotateError, UnreachableError

    try:
        return run(parsed)
    except UnreachableError as error:
        _say(str(error))
        return UNREADABLE
    except AnnotateError as error:
        _say(str(error))
        return PROBLEMS
    except OSError as error:
        _say(f"{error.filename or 'file'}: {error.strerror or error}")
        return UNREADABLE


def _add_sources(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--sources",
        nargs="+",
        type=Path,
        default=list(_SOURCES),
        metavar="DIR",
        help="where the annotated documents lie (default: corpus/own corpus/real/text)",
    )


# --- new ------------------------------------------------------------------------------


def _add_new(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _command(actions, "new", _new, "begin the annotation of a document: an empty frame")
    parser.add_argument("file", type=Path, metavar="FILE", help="the document")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--parts", type=int, default=1, metavar="N", help="documents in the file (default: 1)"
    )


def _new(parsed: argparse.Namespace) -> int:
    from pipeline.annotate import new_files

    try:
        paths = new_files(parsed.file, parsed.out, parts=parsed.parts)
    except ValueError as error:
        _say(str(error))
        return USAGE
    for path in paths:
        print(path)
    return OK


# --- check ----------------------------------------------------------------------------


def _add_check(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    words = "check annotations against the guidelines and the documents"
    parser = _command(actions, "check", _check, words)
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="FILE|DIR", help="gold files (default: gold)"
    )
    _add_sources(parser)
    parser.add_argument("--notes", action="store_true", help="also tell what may well be right")


def _check(parsed: argparse.Namespace) -> int:
    from pipeline.annotate import Sources, check, gold_files

    checked = check(gold_files(parsed.paths or [Path("gold")]), Sources(parsed.sources))
    for problem in checked.problems if parsed.notes else checked.errors:
        print(problem)
    for path in checked.without_text:
        _say(f"{path}: checked without its text, which is not in {_listed(parsed.sources)}")
    hint = "" if parsed.notes or not checked.notes else " (--notes lists them)"
    _say(
        f"{_count(checked.files, 'file')}, {_count(checked.records, 'record')}: "
        f"{_count(len(checked.errors), 'error')}, {_count(len(checked.notes), 'note')}{hint}"
    )
    return PROBLEMS if checked.errors else OK


# --- resolve --------------------------------------------------------------------------


def _add_resolve(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    words = "fill in where each quote stands and the document's fingerprint"
    parser = _command(actions, "resolve", _resolve, words)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE|DIR", help="gold files")
    _add_sources(parser)
    parser.add_argument(
        "--renew", action="store_true", help="find all places anew, for a changed document"
    )


def _resolve(parsed: argparse.Namespace) -> int:
    from pipeline.annotate import Sources, UnreachableError, gold_files, resolve_file

    sources, code = Sources(parsed.sources), OK
    for path in gold_files(parsed.files):
        try:
            resolved = resolve_file(path, sources, renew=parsed.renew)
        except UnreachableError as error:
            _say(str(error))
            code = UNREADABLE
            continue
        for problem in resolved.problems:
            print(problem)
        if resolved.problems:
            code = code or PROBLEMS
            _say(f"{path}: left as it was; put these right first")
        else:
            state = "written" if resolved.changed else "nothing to change"
            print(f"{path}: {_count(resolved.placed, 'record')} placed, {state}")
    return code


# --- agree ----------------------------------------------------------------------------


def _add_agree(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _command(actions, "agree", _agree, "how far two annotators agree, layer by layer")
    parser.add_argument("first", type=Path, metavar="A", help="a gold file or folder")
    parser.add_argument("second", type=Path, metavar="B", help="another of the same names")
    _add_sources(parser)
    parser.add_argument(
        "--errors",
        nargs="?",
        const="",
        metavar="LAYER",
        help="list the disagreements, of one layer or all",
    )


def _agree(parsed: argparse.Namespace) -> int:
    from pipeline.annotate import Sources, agree, format_agreement, format_disagreements
    from pipeline.evaluate import LAYERS

    if parsed.errors and parsed.errors not in LAYERS:
        _say(f"--errors: no layer {parsed.errors!r}; there are {', '.join(LAYERS)}")
        return USAGE
    agreement = agree(parsed.first, parsed.second, Sources(parsed.sources))
    print(format_agreement(agreement))
    if parsed.errors is not None:
        print(format_disagreements(agreement, parsed.errors or None))
    return OK


# --- Label Studio ---------------------------------------------------------------------


def _add_export(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    words = "write Label Studio tasks, and its labelling configuration beside them"
    parser = _command(actions, "export", _export, words)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE|DIR", help="gold files")
    parser.add_argument("--out", type=Path, required=True, metavar="tasks.json")
    _add_sources(parser)


def _export(parsed: argparse.Namespace) -> int:
    from pipeline.annotate import Sources, config_xml, export_tasks, gold_files, save

    config = parsed.out.with_suffix(".xml")
    if config == parsed.out:
        _say(f"{parsed.out}: name the tasks so that they end in .json")
        return USAGE
    tasks = export_tasks(gold_files(parsed.files), Sources(parsed.sources))
    parsed.out.parent.mkdir(parents=True, exist_ok=True)
    save(parsed.out, json.dumps(tasks, ensure_ascii=False, indent=1) + "\n")
    save(config, config_xml())
    print(f"{parsed.out}: {_count(len(tasks), 'task')}; labelling configuration: {config}")
    return OK


def _add_import(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _command(actions, "import", _import, "make gold files of a Label Studio export")
    parser.add_argument("file", type=Path, metavar="EXPORT.json", help="exported as JSON")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--annotator", metavar="WHO", help="number or e-mail, where several annotated"
    )
    _add_sources(parser)


def _import(parsed: argparse.Namespace) -> int:
    from pipeline.annotate import (
        AnnotateError,
        Sources,
        UnreachableError,
        check,
        dump,
        import_tasks,
        read_export,
        save,
    )

    tasks = read_export(parsed.file)
    try:
        imported = import_tasks(tasks, annotator=parsed.annotator)
    except AnnotateError as error:
        for line in str(error).splitlines():
            print(f"{parsed.file}: {line}")
        _say("nothing was written")
        return PROBLEMS
    paths = [parsed.out / one.name for one in imported]
    if there := [path for path in paths if path.exists()]:
        raise UnreachableError(f"{there[0]}: is there already and is not written over")
    parsed.out.mkdir(parents=True, exist_ok=True)
    for path, one in zip(paths, imported, strict=True):
        save(path, dump(one.records))
        print(f"{path}: {_count(len(one.records), 'record')}")
    checked = check(paths, Sources(parsed.sources))
    for problem in checked.errors:
        print(problem)
    return PROBLEMS if checked.errors else OK


# --- corrections ----------------------------------------------------------------------


def _add_from_corrections(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    words = "make gold files of the documents that people corrected and marked as right"
    parser = _command(actions, "from-corrections", _from_corrections, words)
    parser.add_argument("dir", type=Path, metavar="DIR", help="a folder that `run` wrote")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="default: DIR/gold")


def _from_corrections(parsed: argparse.Namespace) -> int:
    from pipeline.annotate import UnreachableError, annotations_of, dump, problems_of, save
    from pipeline.corrections import read_corrected
    from pipeline.tables import TablesError

    try:
        found, why = annotations_of(read_corrected(parsed.dir).tables)
    except TablesError as error:
        raise UnreachableError(str(error)) from error
    if not found and not why:
        _say(f"{parsed.dir}: no document is marked as right yet")
        return OK
    folder = parsed.out or parsed.dir / "gold"
    if there := [one.name for one in found if (folder / one.name).exists()]:
        raise UnreachableError(f"{folder / there[0]}: is there already and is not written over")
    folder.mkdir(parents=True, exist_ok=True)
    for one in found:
        for line in one.left_out:
            _say(line)
        if problems := problems_of(one):
            why.append(f"{one.source_path}: not written; `gold check` would find")
            why += [f"  {problem}" for problem in problems]
            continue
        save(folder / one.name, dump(one.records))
        print(f"{folder / one.name}: {_count(len(one.records), 'record')}")
    for line in why:
        _say(line)
    return PROBLEMS if why else OK


# --- words ----------------------------------------------------------------------------


def _say(text: str) -> None:
    """A message; that of broken annotations has a line for each problem."""
    for line in text.split("\n"):
        say(line)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _listed(paths: Iterable[Path]) -> str:
    return ", ".join(map(str, paths))
