"""``manage.py demo``: loads the demo data, makes demo logins, or takes the demo out again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from campaigns.demo import DemoRefused, has_data, has_demo, load_demo, load_fixtures, remove_demo
from campaigns.demo.generator import DEFAULT_SEED
from campaigns.demo.logins import has_logins, logins_path, make_logins
from campaigns.ingest.reports import ImportReport
from campaigns.management.background import BackgroundCommand


class Command(BackgroundCommand):
    help = (
        "Loads a year of invented data that ends with last month, in place of an earlier demo; data of your "
        "own is never changed by it. “make run” calls this with --if-empty --logins at each start. Logins are "
        "made on any database, also on a server: only while it has no user, and with random passwords."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--small", action="store_true", help="load the few rows of fixtures/ instead")
        what.add_argument("--remove", action="store_true", help="take the demo data out; what real files brought stays")
        parser.add_argument(
            "--seed", type=int, default=DEFAULT_SEED, help=f"another number, other data ({DEFAULT_SEED})"
        )
        parser.add_argument("--if-empty", action="store_true", help="load nothing when any influencer or fact is there")
        parser.add_argument(
            "--logins",
            action="store_true",
            help="when there is no user yet: make “admin” (may do everything) and “marketer” (the roles "
            "analyst and finance) with random passwords, printed once and kept in demo-logins.txt in VAR_DIR",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["remove"]:
            self._remove()
        elif options["if_empty"] and has_data():
            self.stdout.write("The database has data, so no demo data was loaded.")
        else:
            self._load(options["small"], options["seed"])
        if options["logins"]:
            self._make_logins()

    def _remove(self) -> None:
        was_there = has_demo()
        remove_demo()
        self.stdout.write("The demo data was taken out." if was_there else "There is no demo data.")

    def _load(self, small: bool, seed: int) -> None:
        try:
            report = load_fixtures() if small else load_demo(seed)
        except DemoRefused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"The demo data was loaded: {_count(report)}. Take it out with: manage.py demo --remove")

    def _make_logins(self) -> None:
        try:
            logins = make_logins()
        except OSError as error:
            raise CommandError(f"No logins were made: {logins_path()} cannot be written ({error.strerror}).") from None
        for name, password in logins.items():
            self.stdout.write(f"Login: {name}   password: {password}")
        if has_logins():
            self.stdout.write(f"The passwords of the demo logins are kept in {logins_path()}")
        else:
            self.stdout.write("There are users already, so no demo logins were made.")


def _count(report: ImportReport) -> str:
    return ", ".join(f"{file.rows:,} {file.dataset}" for file in report.files)
