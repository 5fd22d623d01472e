"""Every address of the portal. What needs no login says so at its view."""

from django.urls import include, path, re_path
from django.views.i18n import JavaScriptCatalog

from campaigns.reports.catalog import REPORTS
from campaigns.web import (
    compare,
    detail,
    export_jobs,
    health,
    insights,
    monitoring,
    overview,
    payouts,
    preferences,
    quality,
    suggestions,
    views,
)
from campaigns.web.imports.urls import IMPORTS
from campaigns.web.login.urls import LOGIN
from campaigns.web.saved.leading import lead_to_default
from campaigns.web.saved.urls import SAVED
from campaigns.web.trail.pages import show_trail

REPORT = f"(?P<report>{'|'.join(REPORTS)})"

urlpatterns = [
    path("", lead_to_default(overview.OverviewView.as_view()), name="overview"),
    path("overview/<slug:picture>.csv", overview.PictureExport.as_view(), name="picture"),
    path("insights/", lead_to_default(insights.InsightsView.as_view()), name="insights"),
    re_path(rf"^{REPORT}/$", lead_to_default(views.ReportView.as_view()), name="report"),
    re_path(rf"^{REPORT}/(?P<ident>[0-9a-z-]{{1,60}})/$", lead_to_default(detail.DetailView.as_view()), name="detail"),
    re_path(rf"^{REPORT}/(?P<ident>[0-9a-z-]{{1,60}})/runs/$", detail.RunsView.as_view(), name="runs"),
    path("posts/", lead_to_default(views.PostsView.as_view()), name="posts"),
    path("tracking/", lead_to_default(views.TrackingView.as_view()), name="tracking"),
    path("payouts/", lead_to_default(payouts.PayoutsView.as_view()), name="payouts"),
    path("payouts/missing/", lead_to_default(payouts.MissingView.as_view()), name="missing-payouts"),
    path("payouts/<int:pk>/", payouts.show_payout, name="payout"),
    path("compare/", compare.CompareView.as_view(), name="compare"),
    path("tables/<slug:page>/", preferences.keep_preference, name="table-preference"),
    path("metrics/", views.show_metrics, name="metrics"),
    path("metrics/ranking/", insights.show_method, name="ranking"),
    path("quality/", quality.show_quality, name="quality"),
    path("quality/attention/", quality.show_attention, name="attention"),
    path("suggest/<slug:dimension>/", suggestions.suggest, name="suggest"),
    path("words/", JavaScriptCatalog.as_view(packages=["campaigns"]), name="words"),
    path("exports/", export_jobs.show_all, name="exports"),
    path("exports/<int:pk>/", export_jobs.show_export, name="export"),
    path("exports/<int:pk>/file/", export_jobs.send_file, name="export-file"),
    path("audit/", show_trail, name="audit"),
    path("views/", include(SAVED)),
    path("imports/", include(IMPORTS)),
    *LOGIN,
    path("healthz", health.show_alive, name="healthz"),
    path("readyz", health.show_ready, name="readyz"),
    path("-/metrics", monitoring.show_measurements, name="measurements"),
]
