"""Influencers, tracking events, posts and payouts in the admin: what files fill."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from campaigns.admin.base import ImportedAdmin, RunFilter, run_link, rupees
from campaigns.admin.once import OnceAdmin
from campaigns.models import Influencer, Payout, Post, TrackingEvent


class FactAdmin(OnceAdmin, ImportedAdmin):
    """Tracking events, posts and payouts."""

    autocomplete_fields = ("influencer", "campaign", "brand")
    date_hierarchy = None


@admin.register(Influencer)
class InfluencerAdmin(ImportedAdmin):
    list_display = (
        "code",
        "name",
        "category",
        "gender",
        "platform",
        "follower_count",
        "is_incomplete",
        "is_edited",
        run_link,
    )
    list_filter = ("is_incomplete", "is_edited", RunFilter, "platform", "category", "gender")
    list_select_related = ("category", "gender", "platform")
    search_fields = ("search_key", "code", "name")
    autocomplete_fields = ("category", "gender", "platform")
    ordering = ("search_key",)
    readonly_fields = ("is_incomplete", "is_edited", run_link)

    def get_readonly_fields(self, request: HttpRequest, obj: Influencer | None = None) -> list[Any]:
        fields = super().get_readonly_fields(request, obj)
        return ["code", *fields] if obj else fields


@admin.register(TrackingEvent)
class TrackingEventAdmin(FactAdmin):
    list_display = (
        "date",
        "influencer",
        "campaign",
        "product",
        "source",
        "orders",
        "revenue_rupees",
        "tracking_id",
        "is_edited",
        run_link,
    )
    list_filter = ("source__kind", "is_edited", RunFilter, "date")
    list_select_related = ("influencer", "campaign", "product", "source")
    search_fields = ("tracking_id", "user_id", "influencer__search_key", "campaign__key")
    autocomplete_fields = ("influencer", "campaign", "brand", "product", "source")
    revenue_rupees = rupees("revenue", "revenue")
    ordering = ("-id",)
    may_be_none = ("influencer",)


@admin.register(Post)
class PostAdmin(FactAdmin):
    list_display = (
        "date",
        "influencer",
        "platform",
        "campaign",
        "reach",
        "likes",
        "comments",
        "post_id",
        "is_edited",
        run_link,
    )
    list_filter = ("platform", "is_edited", RunFilter, "date")
    list_select_related = ("influencer", "platform", "campaign")
    search_fields = ("post_id", "url", "caption", "influencer__search_key", "campaign__key")
    autocomplete_fields = ("influencer", "campaign", "brand", "platform")
    ordering = ("-date", "-id")


@admin.register(Payout)
class PayoutAdmin(FactAdmin):
    list_display = (
        "influencer",
        "campaign",
        "basis",
        "total_rupees",
        "total_is_derived",
        "payout_date",
        "status",
        "is_edited",
        run_link,
    )
    list_filter = ("basis", "status", "total_is_derived", "is_edited", RunFilter)
    list_select_related = ("influencer", "campaign")
    search_fields = ("payout_id", "influencer__search_key", "campaign__key", "status")
    autocomplete_fields = ("influencer", "campaign")
    total_rupees = rupees("total_payout", _("total payout"))
    ordering = ("-id",)
