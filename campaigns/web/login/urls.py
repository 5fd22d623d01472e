"""Addresses of the way in. Some have two names: the portal's own, and the one by which allauth looks for them."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as social
from django.contrib.auth.views import PasswordChangeDoneView
from django.urls import path

from campaigns.web.login import sign_on, views
from campaigns.web.login.two_steps import by_one_press

LOGIN = [
    path("login/", views.LoginView.as_view(), name="login"),
    path("login/", views.LoginView.as_view(), name="account_login"),
    path("login/code/", mfa.authenticate, name="mfa_authenticate"),
    path("login/give-up/", views.give_up, name="login_give_up"),
    path("login/inactive/", account.account_inactive, name="account_inactive"),
    path("login/again/", views.ConfirmView.as_view(), name="account_reauthenticate"),
    path("login/again/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("logout/", views.LogOutView.as_view(), name="logout"),
    path("logout/", views.LogOutView.as_view(), name="account_logout"),
    path("logout/everywhere/", views.log_out_everywhere, name="logout_everywhere"),
    path("password/", views.NewPasswordView.as_view(), name="password_change"),
    path("password/done/", PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("security/", views.SecurityView.as_view(), name="mfa_index"),
    path("security/app/", by_one_press(totp.activate_totp), name="mfa_activate_totp"),
    path("security/app/off/", by_one_press(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("security/codes/", by_one_press(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("security/codes/new/", by_one_press(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("oidc/<slug:provider_id>/login/", sign_on.leave, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", sign_on.come_back, name="openid_connect_callback"),
    path("oidc/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("oidc/new/", social.signup, name="socialaccount_signup"),
]
