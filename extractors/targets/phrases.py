"""From a figure to the phrase that holds it, and what it counts."""

from __future__ import annotations

from typing import Final

import regex

from extractors.targets.patterns import compiled
from extractors.targets.sentences import Figure, Sentence

__all__ = ["phrase_of", "unit_of"]

_LONGEST_NOUN: Final = 90
_LONGEST_SUBJECT: Final = 110
# "nông, lâm, ngư nghiệp", "nông, lâm, thủy sản": one thing, whose commas part nothing
_ONE_TRADE: Final = regex.compile(
    r"(?<!\p{L})nông,(?=\slâm)|(?<=nông[\s,]\slâm(?:\snghiệp)?),(?=\s(?:ngư|thủy))"
)


def unit_of(sentence: Sentence, figure: Figure) -> str | None:
    """What the figure is in: "%", "tỷ đồng", "lít nước/ngày", or the counted thing.

    Persons, events, papers and bodies are counted by their bare noun ("03 lớp | bồi dưỡng",
    "12 km | đường"); a thing of another kind, or one that is not listed, by its whole name
    ("02 điểm chữa cháy công cộng"); visits and trainings of several kinds of people by "lượt".
    """
    match = figure.match
    if figure.kind == "percent":
        per = sentence.text[match.start("per") : match.end("per")] if match["per"] else ""
        return match["sign"] + per
    start, end = match.span("unit")
    if start == end or not match["unit"]:
        return None
    if match["unit"].count("/") == 0 and _is_name(sentence, figure):
        end = max(end, _name_end(sentence, start, end))
        said = compiled("said_of").search(sentence.folded, start, end)
        end = said.start() if said else end
    if match["unit"].startswith("lượt ") and "," in sentence.text[start:end]:
        end = start + len("lượt")  # "6.000 lượt | hội viên, nông dân"
    return sentence.text[start:end].strip()


def _is_name(sentence: Sentence, figure: Figure) -> bool:
    """Whether the unit only begins the name of what is counted: "điểm | tư vấn" """
    if figure.kind == "any":
        return True
    match = compiled("whole_name").fullmatch(figure.match["unit"])
    if match is None:
        return False
    start, end = figure.match.span("unit")
    return _name_end(sentence, start, end) > end


def _name_end(sentence: Sentence, start: int, known: int) -> int:
    """Where a name that begins at `start` ends: at what ends a noun, or at a list's next.

    Up to `known` it is one word of those that are counted ("lối đi", "điểm hỗ trợ").
    """
    end = max(_end_of_words(sentence, start), end_of_noun(sentence, known, begins=False))
    next_one = compiled("next_one").search(sentence.folded, start, end)
    return next_one.start() if next_one else end


def _end_of_words(sentence: Sentence, start: int) -> int:
    """Like `end_of_noun`, for a noun that begins right at `start`."""
    first = regex.compile(r"\p{L}+").match(sentence.folded, start, sentence.end)
    after = first.end() if first else start
    return max(after, end_of_noun(sentence, after, begins=False))


def phrase_of(
    sentence: Sentence, figure: Figure, floor: int, following: Figure | None
) -> tuple[int, int, str | None, str]:
    """Where the shortest phrase with the figure and what it counts stands; what is counted."""
    kind, match = figure.kind, figure.match
    if following is not None and _shares_noun(sentence, match.end(), following.match):
        noun_end = end_of_noun(sentence, following.match.end())
        if noun_end > following.match.end():
            subject = sentence.text[following.match.end() : noun_end].strip()
            return match.start(), noun_end, subject, "target.shared"
    if kind != "percent" and _serves(sentence, match):
        noun_end = end_of_noun(sentence, match.end(), begins=False)
        subject = sentence.text[match.start("unit") : noun_end].strip()
        return match.start(), noun_end, subject, "target.count"
    if kind == "percent" and match["noun"]:
        start = match.start() if match["plain"] != "có" else match.end("plain") + 1
        subject = sentence.text[match.start("noun") : match.end("noun")].strip()
        return start, match.end(), subject, "target.percent"
    noun_start, noun_end, measure = _noun(sentence, figure)
    first = _subject_start(sentence, floor, match.start())
    if compiled("no_subject").fullmatch(sentence.folded, first, match.start()):
        first = match.start()
    while first < match.start() and sentence.folded[first] in " ,":
        first += 1
    before = _subject(sentence, first, match.start())
    stated = before is not None and _is_stated(sentence, first, figure)
    if kind in ("index", "rank"):
        return (first if before else match.start()), noun_end, before, f"target.{kind}"
    headed = _headed(sentence, first, match)
    if kind != "percent" and match["unit"] == "lần" and not (stated or headed):
        first = match.start()
    rule = "target.percent" if kind == "percent" else "target.count"
    after = sentence.text[noun_start:noun_end].strip(' "“”') or None
    if kind != "percent" and match["upward"]:
        after = sentence.text[noun_start : match.start("upward")].strip()
    stuff = measure and noun_end > match.end() and not (stated or headed)
    if after is not None and not stated and (stuff or not measure):
        bare = kind != "percent" and match["plain"] == "có"  # "có 07/09 trường học"
        start = match.end("plain") + 1 if bare else match.start()
        return start, noun_end, after, rule
    noun_end = match.end() if measure else noun_end
    if not (headed or stated) and measure and _only_orders(sentence, first, match):
        before = None
    return (first if before else match.start()), noun_end, before or after, f"{rule}_of"


def _serves(sentence: Sentence, match: regex.Match[str]) -> bool:
    """ "bồi dưỡng kỹ năng quản trị cho | 1.200 lượt giám đốc": who is served"""
    if sentence.in_target_section or not match["unit"]:  # a rank counts nothing
        return False
    if compiled("person").match(match["unit"]) is None:
        return False
    before = sentence.folded[sentence.start : match.start()]
    return compiled("served").search(before) is not None


def _noun(sentence: Sentence, figure: Figure) -> tuple[int, int, bool]:
    """Where the counted thing behind a figure begins and ends; whether its unit measures."""
    kind, match = figure.kind, figure.match
    if kind == "percent":
        return match.end(), end_of_noun(sentence, match.end()), False
    if kind in ("index", "rank"):
        return match.end(), match.end(), True
    if match["upward"] or match["downward"]:
        return match.start("unit"), match.end(), _measures(sentence, figure)
    if match.group().endswith('"'):  # "05 “Nhà nhân ái” | cho hộ nghèo"
        return match.start("unit"), match.end(), False
    if not _measures(sentence, figure):
        end = end_of_noun(sentence, match.end(), begins=False)
        if kind == "any":
            end = max(end, _end_of_words(sentence, match.start("unit")))
        whom = compiled("for_whom").search(sentence.folded, match.end(), end)
        return match.start("unit"), whom.start() if whom else end, False
    if compiled("of_stuff").search(match["unit"]) is None:
        return match.start("unit"), match.end(), True
    return match.end(), end_of_noun(sentence, match.end()), True


def _measures(sentence: Sentence, figure: Figure) -> bool:
    if figure.kind != "count" or _is_name(sentence, figure):
        return False
    return compiled("measure").search(regex.sub(r"/\p{L}.*", "", figure.match["unit"])) is not None


def _only_orders(sentence: Sentence, start: int, match: regex.Match[str]) -> bool:
    """ "vận động | tối thiểu 200 triệu đồng": a verb, not something that is measured"""
    if not sentence.in_target_section and compiled("strives").match(match.group()):
        return compiled("link").search(sentence.folded[start : match.start()].rstrip()) is None
    stretch = sentence.folded[start : match.start()]
    if stretch.strip() in ("huy động", "giải ngân"):  # of money these tell what is measured
        return False
    return any(compiled(name).fullmatch(stretch) for name in ("makes", "achieves"))


def _headed(sentence: Sentence, start: int, match: regex.Match[str]) -> bool:
    return compiled("head").match(sentence.folded, start, match.start()) is not None


def _is_stated(sentence: Sentence, start: int, figure: Figure) -> bool:
    """ "tỷ lệ … đạt 95% kế hoạch": what is counted stands before, with a verb that says so"""
    match = figure.match
    stretch = sentence.folded[start : match.start()]
    if figure.kind == "percent" and compiled("rate").match(stretch):
        return True
    if compiled("states").search(stretch) is None:
        return False
    return compiled("head").match(stretch) is not None or "chiếm" in stretch[-20:]


def _shares_noun(sentence: Sentence, at: int, following: regex.Match[str]) -> bool:
    """ "tối thiểu 80%, phấn đấu 90% thủ tục": the counted thing stands after the second"""
    if "%" not in following.group() or not (following["plain"] or "").startswith("phấn đấu"):
        return False
    return compiled("shares_noun").fullmatch(sentence.folded, at, following.start()) is not None


def end_of_noun(sentence: Sentence, at: int, *, begins: bool = True) -> int:
    """Where the counted thing that begins at `at` ends; `at` itself when there is none.

    Where its first word stands before `at` already, it does not begin there.
    """
    if regex.compile(r"\s*[,:]").match(sentence.folded, at):
        return at
    limit = min(sentence.end, at + _LONGEST_NOUN)
    first = compiled("noun_too").match(sentence.folded, at, limit) if begins else None
    stop = compiled("noun_end").search(sentence.folded, first.end() if first else at, limit)
    end = stop.start() if stop else at
    if end > at and (rating := compiled("rating").match(sentence.folded, end, sentence.end)):
        end = rating.end()
    return end if sentence.folded[at:end].strip(" ,.") else at


def _subject_start(sentence: Sentence, floor: int, at: int) -> int:
    """Where what is counted begins, when it stands before its figure."""
    low = max(floor, at - _LONGEST_SUBJECT)
    stretch = regex.sub(r"\([^()]*\)", lambda m: "\0" * len(m.group()), sentence.folded[low:at])
    stretch = _ONE_TRADE.sub(lambda m: f"{m.group()[:-1]} ", stretch)
    cut = max((m.end() for m in regex.finditer(r"[;(]\s*|\.\s+", stretch)), default=0)
    if lead := compiled("lead_in").match(stretch[cut:]):
        cut += lead.end()
    heads = [
        m.start()
        for m in compiled("head").finditer(stretch, cut)
        if m.group() != "bình quân" or not stretch[: m.start()].endswith(("tăng ", "giảm "))
    ]
    if heads:
        comma = stretch.rfind(",", 0, heads[-1])
        return low + next(head for head in heads if head > comma)
    link = compiled("link").search(stretch)
    body = link.start() if link else len(stretch)
    marks = list(regex.finditer(r"[,:;(]\s*|\.\s+", stretch[:body]))
    while marks and marks[-1].group()[0] == "," and link is not None:
        begin = max(marks[-2].end() if len(marks) > 1 else 0, cut)
        for opened in compiled("subject_open").finditer(stretch, begin, marks[-1].start()):
            if opened.group().strip() in ("bảo đảm", "đảm bảo"):
                begin = opened.end()  # "bảo đảm | thanh tra, kiểm tra không quá …"
        if compiled("piece").fullmatch(stretch, begin, marks[-1].start()) is None:
            break
        marks.pop()
    cut = max((m.end() for m in marks), default=cut)
    if dated := compiled("dated_start").match(stretch, cut):
        cut = dated.end()
    opens = [m.end() for m in compiled("subject_open").finditer(stretch, cut, body)]
    return low + (opens[-1] if opens and opens[-1] < body else cut)


def _subject(sentence: Sentence, start: int, end: int) -> str | None:
    link = compiled("link").search(sentence.folded, start, end)
    return sentence.text[start : link.start() if link else end].strip(" ,:") or None
