"""``manage.py doctor``: says in words what is wrong with this set-up, why it matters and what to do."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from campaigns.doctor.catalog import run_checks
from campaigns.doctor.findings import Finding


class Command(BaseCommand):
    help = "Looks at this set-up. Exit 1 if something must be mended; hints alone are 0. Changes nothing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only", metavar="CHECK", help="this check alone; exit 1 for a hint too")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        looked = [(name, found) for name, found in run_checks() if options["only"] in (None, name)]
        if not looked:
            raise CommandError(f"The check “{options['only']}” does not exist, or could not be done.", returncode=2)
        findings = [(name, finding) for name, found in looked for finding in found]
        must = sum(not finding.is_hint for _, finding in findings)
        if options["json"]:
            listed = [{"check": name, **asdict(finding)} for name, finding in findings]
            self.stdout.write(json.dumps({"checks": len(looked), "findings": listed}, ensure_ascii=False))
        else:
            for _, finding in sorted(findings, key=lambda pair: pair[1].is_hint):
                self.stdout.write(_describe(finding))
            self.stdout.write(f"{len(looked)} checks: {must} to mend, {len(findings) - must} hints.")
        sys.exit(bool(must or (options["only"] and findings)))


def _describe(finding: Finding) -> str:
    word = "Hint" if finding.is_hint else "Mend"
    return f"{word}: {finding.what}\n  Why: {finding.why}\n  Do:  {finding.do}"
