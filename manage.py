#!/usr/bin/env python
"""Runs Django's commands and the portal's own (`import`, `digest`, `demo`, …) with its settings."""

import sys

from healthkart_roi.start import stop_on_wrong_settings


def main() -> None:
    """Run the command line. A wrong setting or a silent database is one sentence and status 2, another writer 1."""
    stop_on_wrong_settings()
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    from campaigns.writers import Busy

    try:
        execute_from_command_line(sys.argv)
    except Busy as busy:
        sys.stderr.write(f"{busy}\n")
        sys.exit(1)
    except OperationalError as error:
        if "--traceback" in sys.argv:
            raise
        sys.stderr.write(describe_database_error(error))
        sys.exit(2)


def describe_database_error(error: Exception) -> str:
    """The database's own words, and what an operator can look at; SQLite counts a missing table here too."""
    from campaigns.outages import FULL, find_outage

    if (outage := find_outage(error)) is FULL:
        return f"{outage.describe()}\n"
    said = " ".join(str(error).split()).rstrip(".?")
    return (
        f"The database said: {said}. "
        "Is DATABASE_URL right, and has 'manage.py migrate' been run? (--traceback shows where.)\n"
    )


if __name__ == "__main__":
    main()
