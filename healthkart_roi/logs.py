"""The log: one record after the other on standard error, as readable lines or as one JSON object a line.

Every process writes so: the web server (gunicorn's own records too), the worker and the commands. Who collects, rotates
and keeps the lines is the machine's affair (journald, a container's runtime): deploy/README.md.

What stands in it: paths without their query, because filters name people; user names of staff; never a body, a cookie
or a password. A traceback stands there whole, and the message of an exception may name a value that was refused.
"""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

FIELDS = ("request_id", "user", "method", "path", "status", "milliseconds", "bytes")
"""What a record may carry beside its message: given as ``extra=``, or by a filter."""
_LINE_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_PASSWORDS = re.compile(r"(://[^:/@\s]*:)[^@\s]+(?=@)")


def describe_logging(form: str, level: str) -> dict[str, Any]:
    """Django's LOGGING. ``form`` is "text" or "json"; records below ``level`` are left out."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": JsonLines if form == "json" else TextLines}},
        "filters": {"request": {"()": "healthkart_roi.requests.NameRequest"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request"]}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            # Django's own handlers are replaced: they mail the admins, whom nobody has named.
            "django": {"handlers": ["stderr"], "level": level, "propagate": False},
            # Answers below 500 are in the portal's own record of the request; errors have their traceback here.
            "django.request": {"level": "ERROR"},
            "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            "gunicorn.error": {"handlers": ["stderr"], "level": level, "propagate": False},
            "campaigns": {"level": level},
        },
    }


class JsonLines(logging.Formatter):
    """One JSON object: ``time`` (UTC), ``level``, ``logger``, ``message``, those of ``FIELDS`` that are known, and
    ``traceback``."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
        }
        told |= read_fields(record)
        if traceback := describe_traceback(self, record):
            told["traceback"] = traceback
        return hide_passwords(json.dumps(told, default=str))


class TextLines(logging.Formatter):
    """One line for people; only a traceback takes more."""

    def format(self, record: logging.LogRecord) -> str:
        # A name with a line break in it must not be able to write a record of its own.
        message = _LINE_BREAKS.sub(lambda found: f"\\x{ord(found[0]):02x}", record.getMessage())
        fields = read_fields(record)
        about = "".join(f" {name}={fields[name]}" for name in ("user", "request_id") if name in fields)
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {message}{about}"
        return hide_passwords("\n".join(filter(None, (line, describe_traceback(self, record)))))


def read_fields(record: logging.LogRecord) -> dict[str, Any]:
    """Those of ``FIELDS`` that the record carries and that say something."""
    found = {name: getattr(record, name, None) for name in FIELDS}
    return {name: value for name, value in found.items() if value not in (None, "", "-")}


def describe_traceback(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    """The whole traceback of the record's exception and the stack it asked for; empty where there is none."""
    traceback = formatter.formatException(record.exc_info) if record.exc_info and record.exc_info[0] else ""
    stack = formatter.formatStack(record.stack_info) if record.stack_info else ""
    return "\n".join(filter(None, (traceback, stack)))


def hide_passwords(text: str) -> str:
    """The text with *** for the password in every database address."""
    return _PASSWORDS.sub(r"\1***", text)
