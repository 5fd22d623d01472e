"""Every address of the portal. What needs no login says so at its view."""

from django.contrib.auth import views as auth
from django.urls import path, re_path

from campaigns.reports.catalog import REPORTS
from campaigns.web import detail, health, imports, overview, quality, views

REPORT = f"(?P<report>{'|'.join(REPORTS)})"

urlpatterns = [
    path("", overview.OverviewView.as_view(), name="overview"),
    path("insights/", overview.InsightsView.as_view(), name="insights"),
    re_path(rf"^{REPORT}/$", views.ReportView.as_view(), name="report"),
    re_path(rf"^{REPORT}/(?P<ident>[0-9a-z-]{{1,60}})/$", detail.DetailView.as_view(), name="detail"),
    path("posts/", views.PostsView.as_view(), name="posts"),
    path("tracking/", views.TrackingView.as_view(), name="tracking"),
    path("payouts/", views.PayoutsView.as_view(), name="payouts"),
    path("payouts/<int:pk>/", detail.show_payout, name="payout"),
    path("metrics/", views.show_metrics, name="metrics"),
    path("quality/", quality.show_quality, name="quality"),
    path("suggest/<slug:dimension>/", views.suggest, name="suggest"),
    path("imports/", imports.ImportsView.as_view(), name="imports"),
    path("imports/demo/", imports.drop_demo, name="drop-demo"),
    path("imports/templates/<slug:dataset>.csv", imports.send_template, name="import-template"),
    path("imports/runs/<int:pk>/", imports.show_run, name="import-run"),
    path("imports/runs/<int:pk>/undo/", imports.take_back, name="undo-run"),
    path("imports/<slug:token>/", imports.PreviewView.as_view(), name="import-preview"),
    path("login/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("password/", auth.PasswordChangeView.as_view(), name="password_change"),
    path("password/done/", auth.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("healthz", health.show_alive, name="healthz"),
    path("readyz", health.show_ready, name="readyz"),
]
