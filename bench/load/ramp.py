"""More and more people, step by step, until the server answers no more of them in the same time."""

import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.engines import Engine
from bench.load.run import SERVE, Plan, read_requests, start_clicking, wait_for_people
from bench.load.steps import Step, Used, count_step
from bench.portal import Portal
from bench.processes import read_family_cpu
from bench.serving import Served, log_in, running_server

PEOPLE = (10, 25, 50, 75, 100, 150, 200)
SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class Ramp:
    """How many people come at each step, and for how many seconds they click before and while it is measured."""

    people: Sequence[int]
    warm: float
    seconds: float
    think: float
    seed: int = 1

    def plan(self, people: int) -> Plan:
        """One step, during which nothing is imported."""
        return Plan(people=people, seconds=self.warm + self.seconds, think=self.think, rows=0, every=0, seed=self.seed)


def run_ramp(engine: Engine, portal: Portal, url: str, ramp: Ramp) -> Iterator[Step]:
    """Each step meets a server of its own: none profits from answers that an earlier one has kept."""
    cookies = log_in(portal, engine, url, max(ramp.people))
    for people in ramp.people:
        engine.settle()
        with running_server(portal, url, *SERVE) as served:
            served.ask("/campaigns/", cookies[0])
            yield _run_step(engine, portal, served, cookies[:people], ramp)


def _run_step(engine: Engine, portal: Portal, served: Served, cookies: Sequence[str], ramp: Ramp) -> Step:
    plan = ramp.plan(len(cookies))
    clicking = start_clicking(portal, served, cookies, plan)
    try:
        time.sleep(ramp.warm)
        begin, before = time.monotonic(), _read_used(engine, served, clicking)
        time.sleep(ramp.seconds)
        end, after = time.monotonic(), _read_used(engine, served, clicking)
        wait_for_people(portal, clicking, plan.seconds)
    finally:
        clicking.kill()
    return count_step(read_requests(portal), plan.people, begin, end, after.since(before))


def _read_used(engine: Engine, served: Served, clicking: subprocess.Popen[bytes]) -> Used:
    return Used(
        server=read_family_cpu(served.pid),
        database=engine.read_cpu() if engine.pid else None,
        people=read_family_cpu(clicking.pid),
    )
