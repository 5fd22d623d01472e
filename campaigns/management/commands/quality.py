"""``manage.py quality``: what in the data needs a person, as a table or as JSON."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from campaigns.formats import format_count, format_money
from campaigns.reports.quality import Finding, run_checks


class Command(BaseCommand):
    help = "Lists what in the data needs a person: rows, money concerned, and the page that shows them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object, money in paise")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = run_checks()
        if options["json"]:
            self.stdout.write(json.dumps({"checks": [_as_dict(f) for f in findings]}, ensure_ascii=False))
            return
        self.stdout.write(f"{'rows':>10}  {'money':>18}  check")
        for finding in findings:
            self.stdout.write(_as_line(finding))


def _as_dict(finding: Finding) -> dict[str, Any]:
    check, found = finding.check, finding.found
    counted = {"count": found.count, "paise": found.paise}
    return {"key": check.key, "title": check.title, **counted, "address": finding.address}


def _as_line(finding: Finding) -> str:
    check, found = finding.check, finding.found
    start = f"{format_count(found.count):>10}  {format_money(found.paise):>18}  {check.title}"
    return f"{start}  {finding.address}" if found.count else start
