"""Addresses of the views: of a server, or of files that lie side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote, urlencode

__all__ = ["Links", "ServerLinks", "SiteLinks"]


class Links(Protocol):
    """Where each view is."""

    def documents(self) -> str: ...
    def document(self, doc_id: str, task: str = "") -> str: ...
    def tasks(self, **wanted: Any) -> str: ...
    def units(self) -> str: ...
    def unit(self, code: str) -> str: ...
    def calendar(self, month: str = "", **wanted: Any) -> str: ...
    def day(self, day: str, **wanted: Any) -> str: ...
    def cascade(self, doc_id: str = "") -> str: ...
    def changes(self) -> str: ...
    def static(self, name: str) -> str: ...
    def picture(self, doc_id: str, page: int) -> str: ...


def _query(**wanted: Any) -> str:
    said = urlencode({name: value for name, value in wanted.items() if value not in (None, "")})
    return f"?{said}" if said else ""


@dataclass(frozen=True, slots=True)
class ServerLinks:
    """Addresses that `routes` answers."""

    def documents(self) -> str:
        return "/"

    def document(self, doc_id: str, task: str = "") -> str:
        return f"/documents/{quote(doc_id, safe='')}" + (f"#{task}" if task else "")

    def tasks(self, **wanted: Any) -> str:
        return f"/tasks{_query(**wanted)}"

    def units(self) -> str:
        return "/units"

    def unit(self, code: str) -> str:
        return self.tasks(body=code)

    def calendar(self, month: str = "", **wanted: Any) -> str:
        return f"/calendar{_query(month=month, **wanted)}"

    def day(self, day: str, **wanted: Any) -> str:
        return f"/day{_query(on=day, **wanted)}"

    def cascade(self, doc_id: str = "") -> str:
        return f"/cascade{_query(document=doc_id)}"

    def changes(self) -> str:
        return "/changes"

    def static(self, name: str) -> str:
        return f"/static/{name}"

    def picture(self, doc_id: str, page: int) -> str:
        return f"/documents/{quote(doc_id, safe='')}/pages/{page}.png"


@dataclass(frozen=True, slots=True)
class SiteLinks:
    """Files of a folder; `root` leads to it from the file that holds the link."""

    root: str = ""

    def documents(self) -> str:
        return f"{self.root}index.html"

    def document(self, doc_id: str, task: str = "") -> str:
        return f"{self.root}van-ban/{quote(doc_id, safe='')}.html" + (f"#{task}" if task else "")

    def tasks(self, **wanted: Any) -> str:
        return f"{self.root}nhiem-vu.html" + _query(**wanted).replace("?", "#", 1)

    def units(self) -> str:
        return f"{self.root}co-quan.html"

    def unit(self, code: str) -> str:
        return self.tasks(body=code)

    def calendar(self, month: str = "", **wanted: Any) -> str:
        return f"{self.root}lich/{month}.html" if month else f"{self.root}lich.html"

    def day(self, day: str, **wanted: Any) -> str:
        return self.tasks(due_from=day, due_to=day)

    def cascade(self, doc_id: str = "") -> str:
        return (
            f"{self.root}can-cu/{quote(doc_id, safe='')}.html"
            if doc_id
            else f"{self.root}can-cu.html"
        )

    def changes(self) -> str:
        return ""

    def static(self, name: str) -> str:
        return f"{self.root}static/{name}"

    def picture(self, doc_id: str, page: int) -> str:
        return f"{self.root}trang/{quote(doc_id, safe='')}-{page}.png"
