"""Headings that name bodies, broken over lines or run into the paragraph below them."""

from __future__ import annotations

from extractors.units import is_body_list, starts_with_verb
from pipeline.aligned import Aligned
from pipeline.nodes import Node

__all__ = ["join_headings", "split_headings"]


def split_headings(root: Node) -> None:
    """Headings that name bodies and ran into the paragraph below them come apart.

    "3.9. Tòa án nhân dân tỉnh" / "Lãnh đạo tiếp tục đổi mới …": in text whose every line
    is broken, only the sense tells a full heading line from a broken sentence.
    """
    for node in list(root.walk()):
        if node.label is None or node.is_bullet or node.children or not node.joints:
            continue
        text = node.text.text
        for joint in node.joints[:3]:
            if (
                joint < len(text)
                and text[joint].isupper()
                and is_body_list(text[:joint].rstrip())
                and starts_with_verb(text[joint:])
            ):
                for rest in (node.text[joint:], *node.continued):
                    node.children.append(Node(None, rest, rest.starts[0], 99.0, paragraph=True))
                node.last().metas = node.metas
                node.text = node.text[:joint].strip()
                node.continued, node.metas, node.marked = [], [], True
                break


def join_headings(root: Node) -> None:
    """Headings that name bodies over two lines, broken before the second had filled the first.

    "2. Thủ trưởng các phòng, ban; Chủ tịch" / "Ủy ban nhân dân các xã:" are one.
    """
    for node in list(root.walk()):
        if node.label is None or node.is_bullet or not node.children:
            continue
        first = node.children[0]
        joined = f"{node.text.text} {first.text.text}"
        if (
            first.paragraph
            and not first.continued
            and first.text.text.endswith(":")
            and node.text.text[-1:].isalpha()
            and is_body_list(joined)
        ):
            node.text = Aligned.join((node.text, first.text))
            node.children.pop(0)
