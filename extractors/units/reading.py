"""A text as the rules for bodies read it: folded, masked, in tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex

from extractors.units import patterns
from extractors.units.lists import Reader
from extractors.units.names import Name
from extractors.units.normalise import unit_name
from extractors.units.words import BRACKET_MASK, phrases, tokens_of
from pipeline.lexicon import fold
from pipeline.model import UnitMention, UnitRole, UnitSource

__all__ = ["Reading", "acts", "acts_at"]


class Reading:
    """A text with its tokens, its folded and masked forms."""

    def __init__(self, text: str, masked: Iterable[tuple[int, int]] = (), begin: int = 0) -> None:
        self.text = text
        self.begin = begin
        hidden = text
        for start, end in masked:
            hidden = hidden[:start] + "¤" * (end - start) + hidden[end:]
        for match in patterns.QUOTE.finditer(hidden):
            hidden = hidden[: match.start()] + "¤" * len(match.group()) + hidden[match.end() :]
        self.brackets = [
            (match.start(), match.end(), match["inner"] or match["square"] or "")
            for match in patterns.BRACKET.finditer(hidden)
        ]
        for start, end, inner in self.brackets:
            # "Ủy ban nhân dân (UBND) các huyện": the name goes on behind its short form
            mask = " " if patterns.SHORT_FORM.fullmatch(inner) else BRACKET_MASK
            hidden = hidden[:start] + mask * (end - start) + hidden[end:]
        self.hidden = hidden
        self.folded = fold(hidden)
        self.tokens = tokens_of(hidden)
        self.reader = Reader(self.tokens)
        self._starts = {token.start: index for index, token in enumerate(self.tokens)}
        self._lists: dict[tuple[int, bool], tuple[list[Name], int]] = {}  # many rules ask

    def matches(
        self, pattern: regex.Pattern[str], *needed: str
    ) -> Iterator[regex.Match[str]] | tuple[()]:
        """Where a pattern matches, none where the text lacks all words of which it needs one:
        that is quick to see, and most texts lack them."""
        if any(word in self.folded for word in needed):
            return pattern.finditer(self.folded)
        return ()

    def index_at(self, offset: int) -> int | None:
        """The token that begins at `offset`, or right after blanks there."""
        while offset < len(self.hidden) and self.hidden[offset] == " ":
            offset += 1
        return self._starts.get(offset)

    def list_from(self, offset: int, chiefs: bool = False) -> tuple[list[Name], int]:
        """The bodies listed from `offset`, and the offset where the list ends.

        `chiefs` says that "lãnh đạo" is the noun there ("báo cáo Lãnh đạo Sở").
        """
        index = self.index_at(offset)
        if index is None:
            return [], offset
        asked = (index, chiefs)
        if asked not in self._lists:
            self._lists[asked] = self.reader.list_at(index, chiefs)
        names, end = self._lists[asked]
        return names[:], self.tokens[end - 1].end if names else offset

    def may_be_told(self, name: Name) -> bool:
        """Only a body with a name or an office can be advised or reported to.

        "Bộ", "Sở" with a capital in mid sentence is the one that everybody there knows.
        """
        first = self.tokens[name.first]
        known = first.capital and name.first > 0 and self.tokens[name.first - 1].word not in ".;:"
        return name.specific or name.position or name.modified or known

    def mention(
        self, name: Name, role: UnitRole, rule: str, source: UnitSource = UnitSource.TEXT
    ) -> UnitMention:
        last = name.last
        while last > name.first + 1 and self.tokens[last - 1].word == "chưa":
            last -= 1  # "bệnh viện công lập | chưa triển khai …": what is not done yet
        start, end = self.tokens[name.first].start, self.tokens[last - 1].end
        named = name.specific and self.tokens[name.first].word != "trường"
        where = patterns.WHERE_IT_IS.search(self.folded, start, end) if named else None
        if where is None and named:
            through = patterns.RUNS_THROUGH.search(self.folded, start, end + _GOES_THROUGH)
            where = through if through and through.end() == end else None
        end = where.start() if where else end
        raw = self.text[start:end]
        return UnitMention(
            self.begin + start,
            self.begin + end,
            raw,
            unit_name(raw),
            role,
            source,
            rule,
            confidence=0.95 if name.specific else 0.85,
        )


_GOES_THROUGH = 9  # characters that "đi qua" and what parts it from the next word take


def acts(text: Reading, index: int) -> bool:
    """Whether what a body does begins at a token."""
    verb = max(phrases(kind).match(text.tokens, index) for kind in ("verbs", "predicates"))
    noun = phrases("not_verbs").match(text.tokens, index) > verb
    return bool(phrases("modals").match(text.tokens, index) or (verb and not noun))


def acts_at(text: Reading, offset: int) -> bool:
    """Whether what a body does begins at an offset, or right after blanks there."""
    index = text.index_at(offset)
    return index is not None and acts(text, index)
