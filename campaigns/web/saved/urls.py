"""Addresses of saved views, below ``/views/``."""

from django.urls import path

from campaigns.web.saved import pages

SAVED = [
    path("", pages.show_views, name="saved-views"),
    path("save/", pages.save_view, name="save-view"),
    path("<int:pk>/", pages.show_view, name="saved-view"),
    path("<int:pk>/change/", pages.change_view, name="change-view"),
]
