"""What whole pages cost over HTTP: a real gunicorn worker and the database's server, CPU read from outside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench.asking.questions import CUTS, REPORTS, Question
from bench.engines import Engine
from bench.portal import CommandFailed, Portal
from bench.processes import read_family_cpu
from bench.serving import Served, log_in, running_server

EMPTY, FORGET, FORGET_ALL = "/bench/empty/", "/bench/forget/answers/", "/bench/forget/all/"
GUNICORN = ("-m", "gunicorn", "bench.asking.served", "--workers", "1", "--bind")
PAGES = tuple(Question(asked, cut) for cut in (CUTS[0], CUTS[-1]) for asked in REPORTS)
TOUR = (
    "/", "/brands/", "/products/", "/platforms/", "/months/", "/sources/", "/campaigns/1/", "/influencers/1/",
    "/brands/1/", "/products/1/", "/posts/", "/posts/?page=1000", "/tracking/", "/tracking/?page=1000",
    "/tracking/?platform=Instagram", "/tracking/?brand=MuscleBlaze&q=gill", "/payouts/", "/payouts/?page=1000",
    "/payouts/?product=Product+01",
)  # fmt: skip
"""Pages beside those of the questions, deep ones and details among them."""
LONG_ENOUGH, MOST_TIMES = 1.0, 25
"""CPU seconds or times after which a measurement is exact; clocks tick every ten milliseconds."""
PATIENCE = 600
"""Seconds that a page may take: a slow one is measured, not given up."""
WARMING = 6
"""Requests that meet every thread of the worker."""


@dataclass
class PageCosts:
    """CPU seconds of one page in each round: not asked before, after a write, and asked again unchanged."""

    fresh: list[float] = field(default_factory=list)
    written: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)


@dataclass
class Costs:
    """Those of all pages by their question, of an empty one, and of the tour's pages, worked out anew."""

    pages: dict[str, PageCosts] = field(default_factory=lambda: {page.label: PageCosts() for page in PAGES})
    empty: list[float] = field(default_factory=list)
    tour: dict[str, list[float]] = field(default_factory=dict)


def measure_pages(engine: Engine, portal: Portal, url: str, rounds: int, tour: Sequence[str] = ()) -> Costs:
    """All pages in turn, as often as there are rounds; those of a tour beside them."""
    [cookie] = log_in(portal, engine, url)
    with running_server(portal, url, *GUNICORN) as served:
        visitor = Visitor(engine, served, cookie)
        for page in PAGES * WARMING:
            visitor.get(page.path)
        costs = Costs(tour={path: [] for path in tour})
        for _ in range(rounds):
            measure_round(visitor, costs)
        return costs


def measure_round(visitor: "Visitor", costs: Costs) -> None:
    """Each page once more."""
    costs.empty.append(visitor.count(lambda: visitor.get(EMPTY)))
    for page in PAGES:
        cost = costs.pages[page.label]
        cost.fresh.append(visitor.count_after(FORGET, page.path))
        cost.written.append(visitor.count_after(FORGET_ALL, page.path))
        visitor.get(page.path)
        cost.again.append(visitor.count(lambda path=page.path: visitor.get(path)))
    for path, fresh in costs.tour.items():
        fresh.append(visitor.count_after(FORGET, path))


@dataclass(frozen=True)
class Visitor:
    """One person at the server."""

    engine: Engine
    served: Served
    cookie: str

    def get(self, path: str) -> None:
        """Reads a page to its end. Raises ``CommandFailed`` when it is none."""
        try:
            answer = self.served.ask(path, self.cookie, PATIENCE)
        except OSError as error:
            raise CommandFailed(f"{path} does not answer: {error}") from error
        if answer.status != 200:
            raise CommandFailed(f"{path} answers {answer.status}: {answer.body[:300]!r}")

    def count_after(self, forget: str, path: str) -> float:
        """CPU seconds of a page each time after the other, which is not counted."""
        both = self.count(lambda: (self.get(forget), self.get(path)))
        return both - self.count(lambda: self.get(forget))

    def count(self, action: Callable[[], object]) -> float:
        """CPU seconds of the server, its worker and the database's server, the mean of enough times."""
        begin, times = self._read_cpu(), 0
        while True:
            action()
            times += 1
            spent = self._read_cpu() - begin
            if times == MOST_TIMES or spent > LONG_ENOUGH:
                return spent / times

    def _read_cpu(self) -> float:
        return read_family_cpu(self.served.pid) + self.engine.read_cpu()
