"""``manage.py rollup``: proves the rollup against the facts, or recomputes it."""

import sys
from argparse import ArgumentParser
from itertools import islice
from typing import Any

from campaigns.checks import find_broken_links
from campaigns.management.background import BackgroundCommand
from campaigns.rollup import find_differences, rebuild_rollup

LISTED = 20


class Command(BackgroundCommand):
    help = "Proves the derived table of sums against the facts (--check) or recomputes it (--rebuild)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--check", action="store_true", help="exit 1 on any difference")
        what.add_argument("--rebuild", action="store_true", help="recompute everything")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rebuild"]:
            rebuild_rollup()
            self.stdout.write("The rollup was recomputed from the facts.")
            return
        # Facts with links that lead nowhere cannot be recomputed: such links are all there is to say.
        found = list(islice(find_broken_links(), LISTED + 1)) or list(islice(find_differences(), LISTED + 1))
        for line in found[:LISTED]:
            self.stdout.write(line)
        if len(found) > LISTED:
            self.stdout.write("…")
        self.stdout.write("The rollup differs from the facts." if found else "The rollup agrees with the facts.")
        sys.exit(bool(found))
