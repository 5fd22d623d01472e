"""The portal's record of every request: who, what, with which answer, how long. It replaces the web server's own."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import escape_uri_path

from campaigns.web.health import ASKED_BY_MACHINES

QUIET = (*ASKED_BY_MACHINES, settings.STATIC_URL)
"""What machines and browsers ask all day: recorded only when something is wrong with it."""
logger = logging.getLogger(__name__)


class AccessLogMiddleware:
    """Writes a record when the answer has been sent whole, streamed exports included. The outermost middleware, but
    for the one that names the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = self._respond(request)
        _at_its_end(response, lambda: record_request(request, response, time.perf_counter() - begun))
        return response


def record_request(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """One line. The query is left out, because filters and searches name people."""
    path, milliseconds = escape_uri_path(request.path), round(seconds * 1000)
    is_quiet = response.status_code < 400 and request.path.startswith(QUIET)
    fields = {
        "user": read_user(request),
        "method": request.method,
        "path": path,
        "status": response.status_code,
        "milliseconds": milliseconds,
        "bytes": None if response.streaming else len(response.content),
    }
    level = logging.DEBUG if is_quiet else logging.INFO
    told = (request.method, path, response.status_code, milliseconds)
    logger.log(level, "%s %s %d in %d ms", *told, extra={name: fields[name] for name in fields if fields[name]})


def read_user(request: HttpRequest) -> str:
    """The name of the account, empty for strangers. Asks no database: what no view looked up is not known here."""
    user = getattr(request, "_cached_user", None)  # where Django's get_user puts what it has found
    return user.get_username() if user else ""


def _at_its_end(response: HttpResponse, tell: Callable[[], None]) -> None:
    """Calls this once, after the server has closed the answer: sent, or given up by the browser."""
    close = response.close

    def close_and_tell() -> None:
        response.close = close
        try:
            close()
        finally:
            tell()

    response.close = close_and_tell
