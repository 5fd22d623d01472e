"""Runs a management command inside the test's database, as a shell would see it."""

import io

from django.core.management import CommandError, call_command


def run(*words):
    """(exit status, standard output, standard error)."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(*map(str, words), stdout=out, stderr=err)
        status = 0
    except SystemExit as stop:
        status = int(stop.code or 0)
    except CommandError as error:
        status = error.returncode
        err.write(str(error))
    return status, out.getvalue(), err.getvalue()
