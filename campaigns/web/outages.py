"""The page for a database that is away or a full disk, without the menu, which would ask the database again."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

from campaigns.outages import Outage, find_outage


def answer_failure(request: HttpRequest) -> HttpResponse:
    """The handler of every error that nothing else has answered, still inside the ``except`` that caught it."""
    outage = find_outage(sys.exception())
    return show_outage(outage) if outage else server_error(request)


def show_outage(outage: Outage) -> HttpResponse:
    """The page, which says when to come again."""
    response = HttpResponse(render_to_string("outage.html", {"outage": outage}), status=outage.status)
    if outage.seconds:
        response["Retry-After"] = str(outage.seconds)
    return response
