"""What whole pages cost over HTTP: a real gunicorn worker and the database's server, CPU read from outside."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bench.asking.questions import CUTS, REPORTS, Question
from bench.engines import Engine
from bench.portal import CommandFailed, Portal
from bench.processes import read_family_cpu
from bench.serving import Served, log_in, running_server

EMPTY, FORGET = "/bench/empty/", "/bench/forget/"
GUNICORN = ("-m", "gunicorn", "bench.asking.served", "--workers", "1", "--bind")
PAGES = tuple(Question(asked, cut) for cut in (CUTS[0], CUTS[-1]) for asked in REPORTS)
LONG_ENOUGH, MOST_TIMES = 1.0, 25
"""CPU seconds or times after which a measurement is exact; clocks tick every ten milliseconds."""
WARMING = 6
"""Requests that meet every thread of the worker."""


@dataclass
class PageCosts:
    """CPU seconds of one page in each round: worked out anew, and asked again unchanged."""

    fresh: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)


@dataclass
class Costs:
    """Those of all pages by their question, and of an empty one."""

    pages: dict[str, PageCosts] = field(default_factory=lambda: {page.label: PageCosts() for page in PAGES})
    empty: list[float] = field(default_factory=list)


def measure_pages(engine: Engine, portal: Portal, url: str, rounds: int) -> Costs:
    """All pages in turn, as often as there are rounds."""
    [cookie] = log_in(portal, engine, url)
    with running_server(portal, url, *GUNICORN) as served:
        visitor = Visitor(engine, served, cookie)
        for page in PAGES * WARMING:
            visitor.get(page.path)
        costs = Costs()
        for _ in range(rounds):
            measure_round(visitor, costs)
        return costs


def measure_round(visitor: "Visitor", costs: Costs) -> None:
    """Each page once more."""
    forgetting = visitor.count(lambda: visitor.get(FORGET))
    costs.empty.append(visitor.count(lambda: visitor.get(EMPTY)))
    for page in PAGES:
        cost = costs.pages[page.label]
        both = visitor.count(lambda path=page.path: (visitor.get(FORGET), visitor.get(path)))
        cost.fresh.append(both - forgetting)
        visitor.get(page.path)
        cost.again.append(visitor.count(lambda path=page.path: visitor.get(path)))


@dataclass(frozen=True)
class Visitor:
    """One person at the server."""

    engine: Engine
    served: Served
    cookie: str

    def get(self, path: str) -> None:
        """Reads a page to its end. Raises ``CommandFailed`` when it is none."""
        answer = self.served.ask(path, self.cookie)
        if answer.status != 200:
            raise CommandFailed(f"{path} answers {answer.status}: {answer.body[:300]!r}")

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
