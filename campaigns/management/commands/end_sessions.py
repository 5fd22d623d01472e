"""``manage.py end_sessions NAME…`` or ``--all``: whoever is logged in has to log in again, at once."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from campaigns.web.login.sessions import end_all_sessions, end_sessions


class Command(BaseCommand):
    help = "Ends the sessions of people, or of everybody: after a theft, or when somebody leaves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help="a user name")
        parser.add_argument("--all", action="store_true", help="of everybody")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["names"]) == options["all"]:
            raise CommandError("Name people, or say --all.")
        ended = end_all_sessions() if options["all"] else sum(map(_end, options["names"]))
        self.stdout.write(f"{ended} session{'' if ended == 1 else 's'} ended.")


def _end(name: str) -> int:
    user = get_user_model().objects.filter(username=name).first()
    if user is None:
        raise CommandError(f"There is no user {name!r}.")
    return end_sessions(user)
