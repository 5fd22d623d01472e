"""The pages of the way in and of one's own account, as far as allauth's own do not do."""

from typing import Any
from urllib.parse import quote

from allauth.account.views import LoginView as PasswordView
from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import IndexView
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView, PasswordChangeView
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from campaigns.web.login.attempts import THROTTLED
from campaigns.web.login.forms import NewPasswordForm
from campaigns.web.login.rules import must_use_two_steps
from campaigns.web.login.sessions import end_sessions


class Throttled:
    """A form that may say "not now": its page has status 429 and Retry-After then."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        response = super().form_invalid(form)
        for errors in form.errors.as_data().values():
            for error in errors:
                if error.code == THROTTLED:
                    response.status_code = 429
                    response["Retry-After"] = str(error.params["seconds"])
        return response


class LoginView(Throttled, PasswordView):
    """The one login, of the portal and of the admin."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"sign_on": settings.SINGLE_SIGN_ON}


class ConfirmView(Throttled, ReauthenticateView):
    """Asks for the password again before the second step is changed."""


class NewPasswordView(Throttled, PasswordChangeView):
    """A new password ends all other sessions, because each carries a mark of the old one."""

    form_class = NewPasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}


class SecurityView(IndexView):
    """One's own login: its second step, recovery codes, and an end to every session."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"is_required": must_use_two_steps(self.request.user)}


class LogOutView(LogoutView):
    """Ends the session, and has the browser forget what it keeps of this site besides choices."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"cache"'
        return response


@login_not_required
@require_POST
def give_up(request: HttpRequest) -> HttpResponse:
    """Forgets a login that waits for its second step."""
    logout(request)
    return redirect("login")


@require_POST
def log_out_everywhere(request: HttpRequest) -> HttpResponse:
    """Ends this session and all others of the person."""
    end_sessions(request.user)
    logout(request)
    return redirect("login")


@login_not_required
def lead_to_login(request: HttpRequest, **_: Any) -> HttpResponse:
    """The admin has no login of its own."""
    if request.user.is_authenticated:
        raise PermissionDenied(gettext("Your account may not open the admin."))
    return redirect(f"{reverse('login')}?next={quote(reverse('admin:index'))}")
