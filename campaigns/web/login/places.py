"""The addresses of the way in, by name: which need no login, and which everybody has who is logged in."""

BEFORE_LOGIN = {
    "login",
    "login_give_up",
    "account_inactive",
    "mfa_authenticate",
    "openid_connect_login",
    "openid_connect_callback",
    "socialaccount_login_cancelled",
    "socialaccount_signup",
    "admin:login",
}
"""Open to strangers."""
SET_UP = {"mfa_activate_totp", "mfa_view_recovery_codes", "account_reauthenticate", "mfa_reauthenticate"}
"""Where somebody is led who must use two steps and does not yet."""
ONES_OWN = SET_UP | {
    "logout",
    "logout_everywhere",
    "password_change",
    "password_change_done",
    "mfa_index",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "admin:logout",
    "admin:password_change",
}
"""About one's own account, so also for people without any right."""
WRITES_ON_GET = {"mfa_activate_totp", "mfa_view_recovery_codes", "openid_connect_login", "openid_connect_callback"}
"""What keeps something in the session although it is only looked at."""
