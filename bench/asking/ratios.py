"""From CPU seconds to the tables: medians of ratios, each within one round, beside their targets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bench.asking.pages import PAGES, Costs
from bench.asking.questions import Question, list_questions
from bench.imports.ratios import LARGE, list_additions
from bench.imports.rounds import Addition
from bench.sizes import write_size
from bench.tables import Line, draw_table

ABOVE, AGAIN = 60, 30
"""Milliseconds of a page above its query and an empty page, and of one asked again."""
GROWTH = 4
LESS_THAN_FRAMES = 50
FRAMES = 1_000_000
"""Tracking rows that pandas is compared at, and from which on pages have to meet their targets."""
Spent = Mapping[str, Sequence[float]]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """All that was measured on one engine, in CPU seconds. ``asked`` is by question and who answers."""

    engine: str
    events: int
    small: int
    asked: Mapping[str, Spent]
    pages: Costs
    small_pages: Costs
    frames_pages: Costs
    frames: Spent
    additions: Sequence[Addition]


def draw_questions(measured: Measured) -> str:
    """Milliseconds and ratios of every question; targets hold from 10 million rows on."""
    header = (
        "question", "engine", "DuckDB, ms", "sorted by date, ms", "report, ms", "after a write, ms", "its query, ms",
        "query ÷ DuckDB",
        "report ÷ DuckDB", "target", "",
    )  # fmt: skip
    return draw_table(header, [_describe(measured, question) for question in list_questions()])


def _describe(measured: Measured, question: Question) -> list[str]:
    spent, line = measured.asked[question.label], judge(measured, question)
    times = [f"{median(spent[who]) * 1000:.1f}" for who in ("duckdb", "sorted", "report", "written", "query")]
    query = median(divide(spent["query"], spent["duckdb"]))
    return [question.label, line.engine, *times, f"{query:.2f}", f"{line.value:.2f}", line.target, line.verdict]


def judge(measured: Measured, question: Question) -> Line:
    """The portal's report beside DuckDB."""
    spent = measured.asked[question.label]
    ratio = median(divide(spent["report"], spent["duckdb"]))
    most = question.at_most(measured.engine) if measured.events >= LARGE else None
    return Line(f"{question.label}: report ÷ DuckDB", measured.engine, ratio, at_most=most)


def divide(tops: Sequence[float], bottoms: Sequence[float]) -> list[float]:
    """Ratios, round by round."""
    return [top / bottom for top, bottom in zip(tops, bottoms, strict=True)]


def draw_pages(measured: Measured) -> str:
    """Milliseconds of every page, and how much of them is neither its query nor Django's own."""
    header = (
        "page",
        "engine",
        "fresh, ms",
        "above, ms",
        "target",
        "",
        "asked again, ms",
        "target",
        "",
        "after a write, ms",
    )
    return draw_table(header, [_describe_page(measured, page) for page in PAGES])


def _describe_page(measured: Measured, page: Question) -> list[str]:
    cost, query = measured.pages.pages[page.label], median(measured.asked[page.label]["query"])
    fresh, again, empty = map(median, (cost.fresh, cost.again, measured.pages.empty))
    is_judged = measured.events >= FRAMES
    above = Line("", "", 1000 * (fresh - query - empty), at_most=ABOVE if is_judged else None)
    same = Line("", "", 1000 * again, at_most=AGAIN if is_judged else None)
    parts = [text for line in (above, same) for text in (f"{line.value:.1f}", line.target, line.verdict)]
    return [page.label, measured.engine, f"{1000 * fresh:.1f}", *parts, f"{1000 * median(cost.written):.1f}"]


def list_lines(measured: Measured) -> list[Line]:
    """Every page, growth, pandas and added rows."""
    return [
        Line("empty page", measured.engine, 1000 * median(measured.pages.empty), unit=" ms"),
        *(
            Line(f"page {path}", measured.engine, 1000 * median(fresh), unit=" ms")
            for path, fresh in measured.pages.tour.items()
        ),
        *list_growth(measured),
        *list_frames(measured),
        *list_additions(measured.engine, measured.events, measured.additions),
    ]


def list_growth(measured: Measured) -> Iterator[Line]:
    """What the size does to pages."""
    if measured.small == measured.events:
        return
    what = f"{write_size(measured.events)} ÷ {write_size(measured.small)}"
    most = GROWTH if measured.events >= LARGE else None
    for page in PAGES:
        large, small = (median(costs.pages[page.label].fresh) for costs in (measured.pages, measured.small_pages))
        yield Line(f"page {page.label}, {what}", measured.engine, large / small, at_most=most)


def list_frames(measured: Measured) -> Iterator[Line]:
    """The page by campaign beside the notebook."""
    page = median(measured.frames_pages.pages[PAGES[0].label].fresh)
    at = write_size(min(measured.events, FRAMES))
    least = LESS_THAN_FRAMES if measured.events >= FRAMES else None
    everything, one = (median(measured.frames[kind]) for kind in ("whole", "one"))
    yield Line(f"pandas, everything ÷ page by campaign, {at}", measured.engine, everything / page, at_least=least)
    yield Line(f"pandas, this table alone ÷ page by campaign, {at}", measured.engine, one / page)
