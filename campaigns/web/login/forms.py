"""The login form and the form for a new password."""

from allauth.account.forms import LoginForm as PasswordForm
from django.contrib.auth.forms import PasswordChangeForm

from campaigns.web.login.attempts import checking


class LoginForm(PasswordForm):
    """Asks for ``username``, by which the field is known to scripts and password managers."""

    def add_prefix(self, field_name: str) -> str:
        return super().add_prefix("username" if field_name == "login" else field_name)


class NewPasswordForm(PasswordChangeForm):
    """Checks the old password no oftener than a login would."""

    def __init__(self, *args: object, request: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._request = request

    def clean_old_password(self) -> str:
        with checking(self._request, self.user.get_username()) as attempt:
            password = super().clean_old_password()
            attempt.forgive()
        return password
