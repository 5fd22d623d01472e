"""The drill of a full disk: PostgreSQL's tables, or its log, find no room in the midst of an import.

Nothing of the import may be kept, every page must be whole or say so, and with room the same import must work. A server
that cannot write its log gives up, and may not start again before there is room.
"""

import shutil
import signal
import subprocess
import time
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from bench.drills.disks import SmallDisk, mounting_disk
from bench.drills.files import Files
from bench.drills.killing import Tally
from bench.drills.scene import LONGEST, DrillFailed, Ended, Scene
from bench.engines import POSTGRES, PostgreSQL, load_postgres
from bench.portal import CommandFailed, Portal
from bench.serving import Served, log_in, running_server

SEGMENT = 16 * 1024**2
"""Bytes of a file of the log."""
OPTIONS = (*POSTGRES, "wal_recycle=off")
"""No files of the log lie ready, so that each new one needs room."""
SERVE = ("manage.py", "serve", "--bind")
PAGES = ("/campaigns/", "/", "/tracking/?sort=revenue", "/imports/")
SAID = {"The disk of the server is full": "the disk is full", "The database said: ": "the database said …"}


class OnSmallDisk(PostgreSQL):
    """A server of which a part lies on a small disk. ``part`` is how the table of results calls it."""

    part: str

    def __init__(self, server: "with_postgres.Server", disk: SmallDisk) -> None:  # noqa: F821 – known once it is loaded
        super().__init__(server)
        self.disk = disk
        self.place_part()

    @abstractmethod
    def place_part(self) -> None:
        """Puts the part there."""

    @abstractmethod
    def measure_part(self) -> int:
        """Bytes of it so far, whose growth is what an import needs."""

    @abstractmethod
    def leave(self, free: int) -> None:
        """Leaves so many bytes for it."""

    @property
    def owned(self) -> Path:
        """A folder there that is the server's."""
        (folder := self.disk.path / self.part).mkdir()
        if identity := self.server.identity:
            shutil.chown(folder, identity["user"], identity["group"])
        return folder

    def recover(self) -> None:
        """Gives room and starts the server again if it gave up."""
        self.disk.give_room()
        if self.server.process.poll() is not None:
            self.server.start()
        self.server.wait_until_ours()


class FullTables(OnSmallDisk):
    """Every database lies there; the log, and what all databases share, do not."""

    part = "tables"

    def place_part(self) -> None:
        self.server.query(f"create tablespace small location '{self.owned}'")

    def create(self, database: str, like: str = "") -> str:
        self.drop(database)
        self.server.query(f"create database {database} template {like or 'template0'} tablespace small")
        return self.url(database)

    def measure_part(self) -> int:
        return self.disk.used

    def leave(self, free: int) -> None:
        self.disk.leave(free)


class FullLog(OnSmallDisk):
    """Only the write-ahead log lies there."""

    part = "log"

    def place_part(self) -> None:
        self.server.process.send_signal(signal.SIGINT)
        self.server.process.wait(LONGEST)
        log = self.server.home / "data" / "pg_wal"
        subprocess.run(["cp", "-aT", log, self.owned], check=True)
        shutil.rmtree(log)
        log.symlink_to(self.disk.path / self.part)
        self.restart()

    def measure_part(self) -> int:
        return int(float(self.server.query("select pg_current_wal_lsn() - '0/0'")))

    def leave(self, free: int) -> None:
        """Whole segments, and the rest in the present one, which what nobody reads fills up."""
        self.server.query("checkpoint")
        rest = free % SEGMENT
        if SEGMENT - self.measure_part() % SEGMENT < rest:
            self.server.query("select pg_switch_wal()")
        spare = SEGMENT - self.measure_part() % SEGMENT - rest
        self.server.query(f"select pg_logical_emit_message(true, 'room', repeat('x', {spare}))")
        self.disk.leave(free - rest)


KINDS = (FullTables, FullLog)


def drill_full(folder: Path, files: Files, kind: type[OnSmallDisk], rounds: int, rng: Random) -> Tally | None:
    """So many imports that find the disk full after a random part of what they need; None without such a disk."""
    with running_on_small_disk(kind) as engine:
        if engine is None:
            return None
        scene, tally = Scene(engine, Portal(folder), folder), Tally()
        states = prepare(scene, files)
        needed = measure_import(scene, files)
        for _ in range(rounds):
            free = int(rng.uniform(0, 0.9) * needed)
            where = f"PostgreSQL, disk of the {kind.part} full after {free / 1024**2:.1f} of {needed / 1024**2:.1f} MB"
            try:
                outcome = run_round(scene, engine, files, free, states)
                tally.outcomes[outcome] += 1
            except (DrillFailed, CommandFailed, OSError) as failed:
                outcome = f"FAILED: {failed}"
                tally.failures.append(f"{where}: {failed}")
            print(f"{where}: {outcome}", flush=True)
        return tally


@contextmanager
def running_on_small_disk(kind: type[OnSmallDisk]) -> Iterator[OnSmallDisk | None]:
    """The server, as long as the block runs; None where no disk can be mounted."""
    postgres = load_postgres()
    with mounting_disk() as disk:
        if disk is None:
            yield None
            return
        with postgres.running_server(postgres.find_programs(), OPTIONS) as server:
            try:
                yield kind(server, disk)
            finally:
                disk.give_room()


def prepare(scene: Scene, files: Files) -> tuple[str, str]:
    """The digests of the states before and after the import."""
    scene.prepare("empty")
    before, _ = scene.derive("before", "empty", files.base)
    after, _ = scene.derive("after", "before", files.one)
    scene.engine.drop("after")
    return before, after


def measure_import(scene: Scene, files: Files) -> int:
    """Bytes by which the part grows."""
    scene.reset("before")
    begin = scene.engine.measure_part()
    scene.expect("import", files.one)
    return scene.engine.measure_part() - begin


def run_round(scene: Scene, engine: OnSmallDisk, files: Files, free: int, states: tuple[str, str]) -> str:
    """One import into a full disk, looks at pages, and the same import with room; what happened, in words."""
    scene.reset("before")
    (cookie,) = log_in(scene.portal, engine, scene.url())
    with running_server(scene.portal, scene.url(), *SERVE) as served:
        engine.leave(free)
        try:
            said = judge(scene.call("import", files.one))
            statuses = {look(served, path, cookie) for path in PAGES}
        finally:
            engine.recover()
        wait_until_well(served, cookie)
    if scene.read_digest() != states[0]:
        raise DrillFailed("something of the import is there")
    scene.prove()
    scene.expect("import", files.one)
    if scene.read_digest() != states[1]:
        raise DrillFailed("with room it led to other data")
    return f"nothing of it, “{said}”, pages {' '.join(map(str, sorted(statuses)))}"


def judge(ended: Ended) -> str:
    """Which sentence the command ended with. Raises ``DrillFailed`` when it has none of those."""
    for sentence, word in SAID.items():
        if ended.status and ended.is_tidy and sentence in ended.said:
            return word
    raise DrillFailed(f"the import ended with {ended.status}: {ended.said[-1500:]}")


def look(served: Served, path: str, cookie: str) -> int:
    """The status of a page. Raises ``DrillFailed`` for any but a whole page and the two that tell of an outage."""
    answer = served.ask(path, cookie)
    is_whole = b"</html>" in answer.body[-200:]
    if answer.status not in (200, 503, 507) or not is_whole:
        raise DrillFailed(f"{path} was answered by {answer.status}: {answer.body[-500:]!r}")
    return answer.status


def wait_until_well(served: Served, cookie: str) -> None:
    """Returns when all pages are there again, without anybody doing anything for it."""
    deadline = time.monotonic() + LONGEST
    while any(look(served, path, cookie) != 200 for path in PAGES):
        if time.monotonic() > deadline:
            raise DrillFailed("pages do not come back when there is room")
        time.sleep(0.5)
