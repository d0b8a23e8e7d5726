"""The fields of an annotation in Label Studio, and its labelling configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

__all__ = ["CONTROLS", "KIND", "LABELS", "TEXT", "Control", "config_xml"]

KIND, TEXT = "kind", "text"  # names of the label control and of the text

# The kinds of records as the annotator sees them, with colours.
LABELS: Mapping[str, str] = {
    "document": "Văn bản",
    "section": "Mục",
    "task": "Nhiệm vụ",
    "unit": "Đơn vị",
    "time": "Thời gian",
    "cite": "Viện dẫn",
    "target": "Chỉ tiêu",
}
_COLOURS: Mapping[str, str] = {
    "document": "#9e9e9e",
    "section": "#5e35b1",
    "task": "#1e88e5",
    "unit": "#43a047",
    "time": "#fb8c00",
    "cite": "#8d6e63",
    "target": "#e53935",
}

_SECTION_ROLES = {
    "situation": "Tình hình",
    "purpose": "Mục đích, yêu cầu",
    "viewpoint": "Quan điểm, mục tiêu chung",
    "target": "Chỉ tiêu, mục tiêu cụ thể",
    "task": "Nhiệm vụ, giải pháp",
    "implementation": "Tổ chức thực hiện",
    "other": "Khác",
}
_UNIT_ROLES = {
    "lead": "Chủ trì",
    "coordinate": "Phối hợp",
    "advised": "Được tham mưu",
    "report_to": "Nhận báo cáo",
    "via": "Qua",
}
_WHERE = {"heading": "Ở đề mục", "text": "Trong nội dung", "table": "Trong bảng"}
_TIME_KINDS = {
    "ongoing": "Thường xuyên",
    "recurring": "Định kỳ",
    "by": "Hoàn thành trong, trước",
    "within": "Thực hiện trong",
    "from": "Từ",
    "upon": "Khi",
}
_COMPARATORS = {
    "=": "bằng",
    ">=": "từ … trở lên",
    ">": "trên",
    "<=": "không quá",
    "<": "dưới",
}
_OUTSIDE = {
    "title": "Tiêu đề",
    "preamble": "Phần mở đầu",
    "footnote": "Chú thích",
    "closing": "Phần kết",
}


@dataclass(frozen=True, slots=True)
class Control:
    """One value of one kind of record: a line to fill in, or a choice.

    `choices` maps the value in gold to the words that the annotator sees and that the
    export holds; without them the value is typed.
    """

    kind: str
    key: str
    title: str
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.kind}_{self.key}"

    def shown(self, value: str) -> str:
        """What is written to Label Studio for a value of gold."""
        return self.choices.get(value, value)

    def value(self, shown: str) -> str | None:
        """The value of gold for a choice of an export; None where there is no such choice."""
        if not self.choices or shown in self.choices:
            return shown
        return next((value for value, words in self.choices.items() if words == shown), None)


_ISO = "ngày dạng 2026-03-31"
CONTROLS: Mapping[str, tuple[Control, ...]] = {
    "document": (
        Control("document", "type", "Tên loại (Kế hoạch)"),
        Control("document", "number", "Số, ký hiệu (256-KH/TU)"),
        Control("document", "title", "Trích yếu"),
        Control("document", "issuer", "Cơ quan ban hành"),
        Control("document", "place", "Nơi ban hành"),
        Control("document", "date", f"Ngày ban hành, {_ISO}"),
        Control("document", "signer", "Người ký"),
        Control("document", "signer_role", "Chức vụ người ký"),
        Control("document", "on_behalf_of", "Ký thay mặt (T/M)"),
    ),
    "section": (
        Control("section", "path", "Đường dẫn (V/5)"),
        Control("section", "label", "Ký hiệu đề mục như in (5.)"),
        Control("section", "role", "Loại mục", _SECTION_ROLES),
    ),
    "task": (
        Control("task", "path", "Đường dẫn (V/5/5.4)"),
        Control("task", "label", "Ký hiệu như in (5.4.), để trống với gạch đầu dòng"),
    ),
    "unit": (
        Control("unit", "role", "Vai trò", _UNIT_ROLES),
        Control("unit", "where", "Nêu ở đâu", _WHERE),
    ),
    "time": (
        Control("time", "kind", "Loại thời gian", _TIME_KINDS),
        Control("time", "start", f"Từ, {_ISO}"),
        Control("time", "end", f"Đến, {_ISO}"),
        Control("time", "rrule", "Lặp lại (FREQ=YEARLY;BYMONTH=12)"),
        Control("time", "condition", "Điều kiện (khi …, sau khi …)"),
    ),
    "cite": (
        Control("cite", "type", "Tên loại (Nghị quyết)"),
        Control("cite", "number", "Số, ký hiệu (28-NQ/TW)"),
        Control("cite", "date", f"Ngày, {_ISO}"),
        Control("cite", "issuer", "Cơ quan ban hành như ghi ở đó"),
        Control("cite", "at", "Ngoài các mục", _OUTSIDE),
    ),
    "target": (
        Control("target", "comparator", "So sánh", _COMPARATORS),
        Control("target", "value", "Giá trị (25)"),
        Control("target", "unit", "Đơn vị tính (%)"),
        Control("target", "due", f"Hạn, {_ISO}"),
    ),
}


def config_xml() -> str:
    """The labelling configuration: paste it under Settings, Labeling Interface, Code.

    The style keeps white space and line ends as they are; without it Label Studio
    collapses them on the screen (its documentation, page "Text").
    """
    view = ElementTree.Element("View", style="display: flex; align-items: flex-start;")
    style = ElementTree.SubElement(view, "Style")
    style.text = ".htx-text { white-space: pre-wrap; }"
    left = ElementTree.SubElement(view, "View", style="flex: 2;")
    labels = ElementTree.SubElement(left, "Labels", name=KIND, toName=TEXT)
    for number, (kind, words) in enumerate(LABELS.items(), start=1):
        ElementTree.SubElement(
            labels, "Label", value=words, background=_COLOURS[kind], hotkey=str(number)
        )
    ElementTree.SubElement(left, "Header", value="$title")
    ElementTree.SubElement(
        left, "Text", name=TEXT, value="$text", granularity="symbol", saveTextResult="yes"
    )
    right = ElementTree.SubElement(view, "View", style="flex: 1; position: sticky; top: 0;")
    for kind, controls in CONTROLS.items():
        for control in controls:
            _add_control(right, control, per_region=kind != "document")
    ElementTree.indent(view)
    return ElementTree.tostring(view, encoding="unicode") + "\n"


def _add_control(parent: ElementTree.Element, control: Control, *, per_region: bool) -> None:
    when = {}
    if per_region:
        when = {
            "visibleWhen": "region-selected",
            "whenTagName": TEXT,
            "whenLabelValue": LABELS[control.kind],
        }
    view = ElementTree.SubElement(parent, "View", when)
    ElementTree.SubElement(view, "Header", value=control.title, size="6")
    shared = {"name": control.name, "toName": TEXT}
    shared |= {"perRegion": "true"} if per_region else {}
    if not control.choices:
        ElementTree.SubElement(
            view, "TextArea", {**shared, "maxSubmissions": "1", "editable": "true", "rows": "1"}
        )
        return
    choices = ElementTree.SubElement(
        view, "Choices", {**shared, "choice": "single", "showInLine": "true"}
    )
    for words in control.choices.values():
        ElementTree.SubElement(choices, "Choice", value=words)
