"""``manage.py audit``: proves the audit trail, seals what is not sealed yet, and says where the chain ends."""

import re
import sys
from argparse import ArgumentParser, ArgumentTypeError
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand

from campaigns.audit import settle_trail
from campaigns.audit.proof import Head, find_faults, read_head
from campaigns.audit.spool import count_waiting
from campaigns.audit.upkeep import find_unsealed, seal

LISTED = 50


class Command(BaseCommand):
    help = "Proves that no entry of the audit trail was changed, removed, put in or moved (--check)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--check", action="store_true", help="exit 1 and say which entry breaks the chain")
        what.add_argument("--seal", action="store_true", help="take into the chain what is not in it yet")
        what.add_argument("--head", action="store_true", help="print PLACE:HASH, to be kept somewhere else")
        parser.add_argument(
            "--expect",
            type=_head,
            metavar="PLACE:HASH",
            help="with --check: a head that was printed or logged before; finds an end that was cut off or rewritten",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            self._check(options["expect"])
        if options["seal"]:
            settle_trail()
            seal(everything=True)
        self.stdout.write(str(read_head()) if options["head"] else f"The chain ends at {read_head()}")

    def _check(self, expected: Head | None) -> None:
        found = list(islice(find_faults(expected), LISTED + 1))
        for line in found[:LISTED]:
            self.stdout.write(line)
        if len(found) > LISTED:
            self.stdout.write("…")
        if found:
            self.stdout.write("The audit trail is not what was recorded.")
            sys.exit(1)
        later = find_unsealed().count() + count_waiting()
        self.stdout.write(
            "The audit trail is whole." + (f" {later:,} new entries are about to be sealed." if later else "")
        )


def _head(text: str) -> Head:
    if not re.fullmatch(r"[0-9]{1,18}:[0-9a-f]{64}", text):
        raise ArgumentTypeError("it is written as “audit --head” prints it: 120:3f9a…, a place and 64 digits.")
    place, _, digits = text.partition(":")
    return Head(int(place), digits)
