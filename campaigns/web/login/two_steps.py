"""The second step: who must use it is led to setting it up, who lost it is let in without, once.

A button pressed twice sets it up once.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from campaigns.web.login.places import BEFORE_LOGIN, SET_UP
from campaigns.web.login.rules import must_use_two_steps
from campaigns.web.login.sessions import end_sessions

GO_ON = BEFORE_LOGIN | SET_UP | {"logout", "logout_everywhere", "admin:logout", "healthz", "readyz"}
SECOND_STEPS = {"mfa", "socialaccount"}
"""A code of one's own, or a provider that asks for what it wants itself."""


class TwoStepMiddleware:
    """Redirects from every page but the way there and out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._respond(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        if request.user.is_authenticated and request.resolver_match.view_name not in GO_ON and _must_set_up(request):
            return redirect("mfa_activate_totp")
        return None


def _must_set_up(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    if any(record.get("method") in SECOND_STEPS for record in records):
        return False
    return must_use_two_steps(request.user) and not is_mfa_enabled(request.user)


def reset_second_step(user: AbstractBaseUser) -> int | None:
    """Takes app and recovery codes away and ends all sessions; how many, or None where there was no second step.

    A session that is going on counts as one of two steps, and may be on the very telephone that was lost.
    """
    with transaction.atomic():
        removed, _ = Authenticator.objects.filter(user=user).delete()
        return end_sessions(user) if removed else None


def by_one_press(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorates what changes the second step: of its button pressed twice at once, the slower press changes nothing."""

    @wraps(view)
    def respond(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                return view(request, *args, **kwargs)
        except IntegrityError:
            return redirect("mfa_index")

    return respond
