"""Web pages: a good plan and all the bad ones. `FILES`: name → bytes."""

from __future__ import annotations

from collections.abc import Callable

from hostile_pdf import LINES

Builder = Callable[[], bytes]

PLAN = "".join(f"<p>{line}</p>\n" for line in LINES)


def page(inner: str = PLAN, *, head: str = "", before: str = "<!DOCTYPE html>") -> bytes:
    return (
        f'{before}<html><head><meta charset="utf-8">{head}</head><body>{inner}</body></html>'
    ).encode()


def rich() -> bytes:
    """A plan with most of what saved pages hold, for mutants."""
    inner = (
        '<div class="content"><table border=1><tr><th colspan="2">TT</th><th>Nhiệm vụ</th></tr>'
        '<tr><td rowspan="2">1</td><td>a</td><td>Rà soát</td></tr><tr><td>b</td></tr></table>'
        '<ol start="3" type="I"><li>Một<ul><li>hai</li></ul></li></ol><h2>II. TỔ CHỨC</h2>'
        '<p style="text-align:center"><b>đậm</b><sup>1</sup>&nbsp;&amp;&#7841;<br>dòng</p>'
        "<script>x()</script><style>p{}</style><!-- lời --></div>"
    )
    return page(PLAN + inner, head="<title>Kế hoạch</title>")


def laughs() -> bytes:
    levels = ['<!ENTITY a0 "ha ">']
    levels += [f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10)]
    return page(f"{PLAN}<p>&a9;</p>", before=f"<!DOCTYPE html [{''.join(levels)}]>")


def entity(address: str) -> Builder:
    before = f'<!DOCTYPE html [<!ENTITY e SYSTEM "{address}">]>'
    return lambda: page(f"{PLAN}<p>trước &e; sau</p>", before=before)


def links(address: str) -> Builder:
    """All the ways in which a page asks for more than itself."""
    inner = (
        f'<img src="{address}"><iframe src="{address}"></iframe><object data="{address}">'
        f'</object><embed src="{address}"><link rel="import" href="{address}">'
        f'<script src="{address}"></script><script>fetch("{address}")</script>'
        f'<iframe src="file:///etc/passwd"></iframe><video src="{address}"></video>'
    )
    head = f'<base href="{address}"><meta http-equiv="refresh" content="0;url={address}">'
    return lambda: page(PLAN + inner, head=head + f'<link rel="stylesheet" href="{address}">')


def wide_table() -> bytes:
    cell = '<td colspan="1000000000" rowspan="1000000000">a</td>'
    return page(f"{PLAN}<table>{f'<tr>{cell * 3}</tr>' * 50}</table>")


def staircase(size: int = 1_000) -> bytes:
    """Each row's cell reaches down to the end: a grid of a million places."""
    rows = "".join(f'<tr><td rowspan="{size - at}">a</td></tr>' for at in range(size))
    return page(f"{PLAN}<table>{rows}</table>")


FILES: dict[str, Builder] = {
    "good": page,
    "laughs": laughs,
    "entity of a file": entity("file:///etc/passwd"),
    "links": links("http://127.0.0.1:9/"),
    "deep": lambda: page(PLAN + "<div>" * 200_000),
    "deep tables": lambda: page(PLAN + "<table><tr><td>" * 5_000),
    "deep lists": lambda: page(PLAN + "<ol><li>" * 5_000),
    "deep letters": lambda: page(PLAN + "<b><i><sup>" * 5_000 + "x"),
    "wide table": wide_table,
    "staircase": staircase,
    "many cells": lambda: page(f"{PLAN}<table>{'<tr><td>a<td>b</tr>' * 100_000}</table>"),
    "many paragraphs": lambda: page("<p>a" * 500_000),
    "long attribute": lambda: page(f'{PLAN}<p class="{"x" * 20_000_000}">a</p>'),
    "many attributes": lambda: page(f"{PLAN}<p {' '.join(f'a{at}=b' for at in range(50_000))}>"),
    "long text": lambda: page(PLAN + "dài " * 5_000_000),
    "unclosed comment": lambda: page(f"{PLAN}<!--" + "-" * 1_000_000),
    "unclosed script": lambda: page(f"{PLAN}<script>" + "<" * 1_000_000),
    "many openings": lambda: b"<" * 1_000_000,
    "picture inside": lambda: page(f'{PLAN}<img src="data:image/png;base64,{"A" * 5_000_000}">'),
    "zero bytes inside": lambda: page().replace(b"<p>", b"<p>\0"),
    "wrong charset": lambda: page().replace(b"utf-8", b"utf-16"),
    "no such charset": lambda: page().replace(b"utf-8", b"x-no-such"),
    "charset of compression": lambda: page().replace(b"utf-8", b"zlib_codec"),
    "no body": lambda: b"<html></html>",
    "frames only": lambda: b'<html><frameset><frame src="file:///etc/passwd"></frameset></html>',
    "references": lambda: page(f"{PLAN}<p>&#0;&#xD800;&#x110000;&#99999999999999999999;&bogus;"),
    "cut in a letter": lambda: page()[:-300].rstrip() + "ế".encode()[:2],
}
