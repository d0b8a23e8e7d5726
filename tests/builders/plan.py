"""A small plan of a commune, as many tests read it: one head, each test's own tasks."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from pipeline.run.document import document_rows

__all__ = ["BASIS", "BY_JUNE", "BY_MARCH", "CITING", "Rows", "plan", "rows_of"]

Rows = dict[str, list[dict[str, Any]]]

_HEAD = """ỦY BAN NHÂN DÂN
XÃ MINH TÂN
Số: 15/KH-UBND
Minh Tân, ngày 10 tháng 02 năm 2026

KẾ HOẠCH
Chuyển đổi số năm 2026
"""
BASIS = "Căn cứ Kế hoạch số 1/KH-UBND ngày 10/02/2025 của Ủy ban nhân dân xã Minh Tân."
BY_JUNE = "Phòng Kinh tế chủ trì, phối hợp với Công an xã rà soát hồ sơ trước ngày 30/6/2026."
BY_MARCH = (
    "Phòng Văn hóa - Xã hội chủ trì xây dựng kế hoạch tuyên truyền, "
    "hoàn thành trước ngày 31/3/2026."
)
CITING = (
    "Đoàn Thanh niên xã tuyên truyền theo Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị."
)


def plan(*lines: str, basis: str = "", heading: str = "I. NHIỆM VỤ, GIẢI PHÁP") -> str:
    """The plan with `lines` below its one heading, and a basis above it."""
    opening = f"\n{basis}\n" if basis else ""
    return "\n".join((f"{_HEAD}{opening}\n{heading}", *lines, ""))


def rows_of(text: str) -> Rows:
    """What is found in a text read as a Markdown file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kh.md"
        path.write_text(text, encoding="utf-8")
        return document_rows(path)
