"""Who may come in and how much they may send, decided before anything is parsed."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from campaigns.models import find_scope
from campaigns.scope import look_at, look_on
from campaigns.uploads import has_room_for
from campaigns.web.access import LIMITED, NEEDS, insist
from campaigns.web.imports.access import may_import
from campaigns.web.login.places import BEFORE_LOGIN, ONES_OWN

Respond = Callable[[HttpRequest], HttpResponse]
STRANGERS_MAX_BYTES = 64 * 1024
"""A login form needs no more."""
READING = ("GET", "HEAD", "OPTIONS")
OPEN_TO_ALL = BEFORE_LOGIN | ONES_OWN | {"healthz", "readyz", "measurements"}
"""The one list of what needs no role; all but ``ONES_OWN`` needs no login either. Measurements ask for a token."""
ADDRESS_MAX_LENGTH = 8_000
"""Of the path and of the query, each; as long as the filters of any page can become."""


class AddressLimitMiddleware:
    """Refuses an address that is longer than any page's, before anything looks at its parts."""

    def __init__(self, get_response: Respond) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        longest = max(len(request.META.get("QUERY_STRING", "")), len(request.path))
        if longest > ADDRESS_MAX_LENGTH:
            return render(request, "414.html", {"limit": ADDRESS_MAX_LENGTH, "size": longest}, status=414)
        return self._respond(request)


class BodyLimitMiddleware:
    """Refuses a request body by its stated length: strangers may send hardly more than a password, files only those
    who may import, and nobody more than the disk takes."""

    def __init__(self, get_response: Respond) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        size = int(length) if length.isascii() and length.isdigit() else 0
        if size <= STRANGERS_MAX_BYTES:
            return self._respond(request)
        if size > (limit := self._limit(request)):
            return render(request, "413.html", {"limit": limit, "size": size}, status=413)
        if not has_room_for(size):
            return render(request, "507.html", {"size": size}, status=507)
        return self._respond(request)

    @staticmethod
    def _limit(request: HttpRequest) -> int:
        if not request.user.is_authenticated:
            return STRANGERS_MAX_BYTES
        return settings.UPLOAD_MAX_BYTES if may_import(request.user) else settings.FORM_MAX_BYTES


class AccessMiddleware:
    """Has everything below it look at the person's brands only, also while a file is sent, and refuses what their
    roles do not allow."""

    def __init__(self, get_response: Respond) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.brands = find_scope(request.user)
        with look_at(request.brands):
            response = self._respond(request)
        if response.streaming and request.brands is not None:
            response.streaming_content = look_on(request.brands, response.streaming_content)
        return response

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        match, user = request.resolver_match, request.user
        if not user.is_staff or user.is_superuser or {match.url_name, match.view_name} & OPEN_TO_ALL:
            return
        if "admin" not in match.namespaces:
            insist(user, *NEEDS.get(match.view_name, ()))
        elif request.brands is not None and (request.method not in READING or match.url_name.endswith("_history")):
            raise PermissionDenied(gettext(LIMITED))


class StaffOnlyMiddleware:
    """The portal is for staff; an account without that mark can only log out or change its password."""

    def __init__(self, get_response: Respond) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._respond(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if request.user.is_authenticated and not request.user.is_staff and name not in OPEN_TO_ALL:
            raise PermissionDenied(gettext("This account has no access to the portal. An admin can mark it as staff."))
        return None
