"""Commands that work for long step back for people who look at pages: the processor is theirs first."""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class BackgroundCommand(BaseCommand):
    """A command that, when it is a process of its own, is as nice as ``BACKGROUND_NICENESS`` says."""

    def run_from_argv(self, argv: list[str]) -> Any:
        """Steps back, then runs. A command that other code calls leaves that code's priority as it is."""
        step_back()
        return super().run_from_argv(argv)


def step_back() -> None:
    """Makes this process, and those it starts, at least as nice as the setting says; never less nice than it is."""
    present = os.getpriority(os.PRIO_PROCESS, 0)
    os.setpriority(os.PRIO_PROCESS, 0, max(present, settings.BACKGROUND_NICENESS))
