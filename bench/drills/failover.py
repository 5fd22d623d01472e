"""The drill of a failover: the primary is killed while somebody commits, and the standby takes over.

With asynchronous replication an acknowledged commit may be gone; with synchronous replication none ever is.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import psycopg

from bench.drills.killing import Tally
from bench.drills.kills import kill_all
from bench.drills.scene import LONGEST, DrillFailed, Scene
from bench.engines import POSTGRES, PostgreSQL, load_postgres
from bench.portal import CommandFailed, Portal
from campaigns.tests.databases.servers import running_standby

HERE = Path(__file__).parent
MODES = ("asynchronous", "synchronous")
DATABASE = "healthkart"


@dataclass
class Failovers:
    """What the rounds of one mode led to."""

    tally: Tally = field(default_factory=Tally)
    commits: int = 0


def drill_failover(folder: Path, mode: str, rounds: int, rng: Random) -> Failovers:
    """So many failovers, each of servers of its own."""
    done = Failovers()
    for _ in range(rounds):
        seconds = rng.uniform(1, 4)
        where = f"failover, {mode}, after {seconds:.2f} s of commits"
        try:
            with TemporaryDirectory(dir=folder) as name, running_pair(mode) as (primary, standby):
                acknowledged, lost = _run_round(Path(name), primary, standby, seconds)
            done.commits += acknowledged
            if lost and mode == "synchronous":
                raise DrillFailed(f"{lost} of {acknowledged} acknowledged commits are gone")
            done.tally.outcomes[f"{lost} lost"] += 1
            print(f"{where}: {lost} of {acknowledged} lost", flush=True)
        except (DrillFailed, CommandFailed) as failed:
            done.tally.failures.append(f"{where}: {failed}")
            print(f"{where}: FAILED: {failed}", flush=True)
    return done


@contextmanager
def running_pair(mode: str) -> Iterator[tuple[PostgreSQL, PostgreSQL]]:
    """A primary and its standby, as durable as real ones."""
    postgres = load_postgres()
    with (
        postgres.running_server(postgres.find_programs(), POSTGRES) as primary,
        running_standby(postgres, primary, POSTGRES) as standby,
    ):
        if mode == "synchronous":
            primary.query("alter system set synchronous_standby_names = '*'")
            primary.query("select pg_reload_conf()")
        yield PostgreSQL(primary), PostgreSQL(standby)


def _run_round(folder: Path, primary: PostgreSQL, standby: PostgreSQL, seconds: float) -> tuple[int, int]:
    """How many commits were acknowledged, and how many of these the promoted standby does not have."""
    portal, log = Portal(folder), folder / "commits.txt"
    portal.run(primary, primary.url(DATABASE), "manage.py", "migrate", "--verbosity", 0)
    committer = portal.start(primary.url(DATABASE), log, HERE / "committer.py")
    _wait_for(log)
    time.sleep(seconds)
    kill_all(primary.pid)
    primary.server.process.wait()
    committer.wait(LONGEST)
    standby.server.query("select pg_promote()")
    acknowledged = {int(line) for line in log.read_text().splitlines() if line.isdigit()}
    there = _read_there(standby)
    Scene(standby, portal, folder).expect("rollup", "--check", database=DATABASE)
    return len(acknowledged), len(acknowledged - there)


def _wait_for(log: Path) -> None:
    deadline = time.monotonic() + LONGEST
    while not log.read_text():
        if time.monotonic() > deadline:
            raise DrillFailed("nothing was ever committed")
        time.sleep(0.05)


def _read_there(standby: PostgreSQL) -> set[int]:
    with psycopg.connect(standby.url(DATABASE)) as connection:
        names = connection.execute("SELECT name FROM campaigns_campaign WHERE name LIKE 'Commit%'").fetchall()
    return {int(name.partition("_")[2]) for (name,) in names}
