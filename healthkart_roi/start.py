"""The first step of every way in (manage.py, wsgi, asgi): read the settings, or stop with one sentence."""

import os
import sys
from typing import NoReturn


def stop_on_wrong_settings() -> None:
    """Read the settings; a value that cannot be used is one sentence on standard error and exit status 2.

    Only the settings are read under this guard: any other error is a bug and keeps its traceback.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "healthkart_roi.settings")
    try:
        from django.conf import settings
        from django.core.exceptions import ImproperlyConfigured
    except ModuleNotFoundError:
        stop("Django is not installed for this Python: run 'make setup', then use .venv/bin/python.")

    try:
        _ = settings.DEBUG  # Django reads the settings module at the first look
    except ImproperlyConfigured as error:
        stop(str(error))


def stop(sentence: str) -> NoReturn:
    """End the program with the sentence and the status of wrong usage."""
    sys.stderr.write(f"{sentence}\n")
    sys.exit(2)
