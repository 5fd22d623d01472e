"""Addresses of the imports pages, below ``/imports/``."""

from django.urls import path

from campaigns.web.imports import history, jobs, runs, steps

IMPORTS = [
    path("", history.ImportsView.as_view(), name="imports"),
    path("demo/", history.drop_demo, name="drop-demo"),
    path("templates/<slug:dataset>.csv", history.send_template, name="import-template"),
    path("jobs/<int:pk>/", jobs.show_job, name="job"),
    path("jobs/<int:pk>/status.json", jobs.send_status, name="job-status"),
    path("jobs/<int:pk>/load/", steps.load, name="job-load"),
    path("jobs/<int:pk>/check/", steps.check_again, name="job-check"),
    path("jobs/<int:pk>/columns/<int:number>/", steps.choose_columns, name="job-columns"),
    path("jobs/<int:pk>/forget/<int:mapping>/", steps.forget_columns, name="job-forget"),
    path("jobs/<int:pk>/drop/", steps.drop, name="job-drop"),
    path("jobs/<int:pk>/rejects/<int:number>.csv", steps.send_rejected, name="job-rejects"),
    path("runs/<int:pk>/", runs.show_run, name="import-run"),
    path("runs/<int:pk>/undo/", runs.take_back, name="undo-run"),
    path("runs/<int:pk>/rejects/<int:number>.csv", runs.send_rejected, name="run-rejects"),
    path("runs/<int:pk>/reports/<slug:report>/", runs.open_report, name="run-report"),
]
