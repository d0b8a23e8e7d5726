"""Lines for a terminal: what is printed steers nothing, whatever a file is called."""

from __future__ import annotations

import sys
import unicodedata

__all__ = ["say", "tell", "visible"]


def say(line: str) -> None:
    """A message, on one line whatever names are in it."""
    print(visible(line), file=sys.stderr)


def tell(text: str) -> None:
    """A result, which may have lines."""
    print("\n".join(map(visible, text.split("\n"))))


def visible(text: str) -> str:
    """What steers a terminal, written out: a line break as \\n, an escape as \\x1b."""
    steers = {char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp")}
    for char in steers - {"\t"}:
        text = text.replace(char, char.encode("unicode_escape").decode("ascii"))
    return text
