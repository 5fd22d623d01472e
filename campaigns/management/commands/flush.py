"""``manage.py flush``: Django's own, which empties every table, and so the audit trail too, and says what it was."""

import logging
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import flush

from campaigns.audit.guard import lift_guard
from campaigns.audit.proof import read_head

logger = logging.getLogger("campaigns.audit")


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        if options["interactive"]:  # asked here, since the guard is lifted in a transaction that nobody should wait for
            self.stdout.write("This removes all data, and with it the audit trail.")
            if input("Type “yes” to go on: ") != "yes":
                raise CommandError("Nothing was removed.")
        logger.info("audit trail: emptied by flush, its head was %s", read_head())
        with lift_guard(options["database"]):
            super().handle(**options | {"interactive": False})
