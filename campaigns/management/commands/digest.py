"""``manage.py digest``: one hash over all business data and figures."""

from typing import Any

from django.core.management.base import BaseCommand

from campaigns.digest import compute_digest


class Command(BaseCommand):
    help = "Prints one hash over all data and figures: equal for equal data on any engine, in any order of loading."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(compute_digest())
