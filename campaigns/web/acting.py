"""Tells the audit trail who makes a request and by which door."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from campaigns.audit import Actor, acting
from healthkart_roi.requests import read_request_id

NOBODY = "not logged in"


class ActingMiddleware:
    """Whatever a view records, it records for the request's person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting(partial(describe_visitor, request)):
            return self._respond(request)


def describe_visitor(request: HttpRequest) -> Actor:
    """The person, looked up only when asked for: most requests record nothing."""
    user = request.user
    return Actor(
        name=user.get_username() if user.is_authenticated else NOBODY,
        account=user.pk,
        via="admin" if request.path.startswith(reverse("admin:index")) else "portal",
        request_id=read_request_id(),
    )
