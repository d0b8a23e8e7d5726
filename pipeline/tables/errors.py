"""What can be wrong with tables, as exceptions and a warning."""

from __future__ import annotations

from collections.abc import Sequence


class TablesError(Exception):
    """Tables cannot be read; the message says which and what to do."""


class ContractError(TablesError):
    """Rows break the tables' rules; `violations` has a readable line for each break."""

    def __init__(self, violations: Sequence[str]) -> None:
        super().__init__(first_lines(violations))
        self.violations = tuple(violations)

    def __reduce__(self) -> tuple[type[ContractError], tuple[tuple[str, ...]]]:
        return ContractError, (self.violations,)  # so that it comes out of a worker whole


class ContractWarning(UserWarning):
    """Rows that break the rules were written all the same."""


def first_lines(violations: Sequence[str], most: int = 10) -> str:
    """The violations as one message: their number and the first few."""
    lines = [f"{len(violations)} violation(s) of the tables' rules:", *violations[:most]]
    if len(violations) > most:
        lines.append(f"and {len(violations) - most} more")
    return "\n  ".join(lines)
