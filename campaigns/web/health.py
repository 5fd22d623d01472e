"""Liveness and readiness for load balancers: open to all, without details, which are in the log.

No worker is asked for: without one the portal still answers, and does a job in a process of its own. Whether one is
there say ``manage.py doctor`` and the page of measurements.
"""

import logging
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from campaigns.doctor.schema import find_unapplied

ASKED_BY_MACHINES = ("/healthz", "/readyz", "/-/metrics")
logger = logging.getLogger(__name__)


class NoSessionMiddleware:
    """Takes the cookies off what machines ask, so that nothing on the way looks for a session in a database that may be
    away. Stands before the sessions' own middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in ASKED_BY_MACHINES:
            request.COOKIES.clear()
        return self._respond(request)


@login_not_required
@never_cache
def show_alive(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is asked: a server whose database is away must not be restarted for it."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
def show_ready(request: HttpRequest) -> HttpResponse:
    """The database answers too, and has the tables of this version of the code."""
    try:
        lacking = find_unapplied()
    except Error as error:
        logger.warning("Not ready: the database does not answer: %s", error)
        return _refuse()
    if lacking:
        logger.warning("Not ready: migrations were not applied: %s", ", ".join(lacking))
        return _refuse()
    return HttpResponse("ready\n", content_type="text/plain")


def _refuse() -> HttpResponse:
    return HttpResponse("not ready\n", status=503, content_type="text/plain")
