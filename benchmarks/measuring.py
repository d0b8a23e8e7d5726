"""What every benchmark needs: times, fresh processes, the machine, figures put into a page.

Nothing heavy is imported here: see bench_text_road.py.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
Goal = tuple[str, str, str, bool]  # what, the figure, the goal, whether it is met


@dataclass(frozen=True)
class Times:
    """Seconds of repeated rounds."""

    best: float
    median: float
    rounds: int

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Times:
        return cls(min(seconds), median(seconds), len(seconds))


def command() -> list[str]:
    """The installed command of this environment, or the same without it."""
    installed = Path(sys.executable).parent / "nhiemvu"
    return [str(installed)] if installed.is_file() else [sys.executable, "-m", "pipeline.cli"]


def in_process(arguments: Sequence[str]) -> tuple[float, float]:
    """Wall seconds and peak memory in MB of one run of the command.

    Bytecode is written and used, as for any user, whatever this shell says.
    """
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    begin = time.perf_counter()
    process = subprocess.Popen(
        [*command(), *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)}: exit code {process.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024
    return seconds, usage.ru_maxrss * unit / 1e6


def forget_texts() -> None:
    """Empties the bounded caches of our modules; unbounded ones hold words and patterns."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in ("pipeline", "extractors"):
            for value in vars(module).values():
                parameters = getattr(value, "cache_parameters", None)
                if parameters is not None and parameters()["maxsize"] is not None:
                    value.cache_clear()


def machine() -> dict[str, str]:
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "cores": str(usable),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "python": platform.python_version(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def about_machine(where: dict[str, str]) -> str:
    return (
        f"{where['cores']} cores ({where['processor']}, {where['system']}), "
        f"Python {where['python']}"
    )


def goals_as_text(goals: Sequence[Goal]) -> list[str]:
    return [
        f"{'met   ' if met else 'MISSED'}  {what}: {figure}; goal: {goal}"
        for what, figure, goal, met in goals
    ]


def goals_as_markdown(goals: Sequence[Goal]) -> list[str]:
    head = ["| goal | measured | wanted | |", "| --- | --- | --- | --- |"]
    return head + [
        f"| {what} | {figure} | {goal} | {'met' if met else 'missed'} |"
        for what, figure, goal, met in goals
    ]
