"""Names in the admin: brands with their aliases, campaigns with their brand, sources with their kind."""

from django.contrib import admin
from django.db.models import Model
from django.forms import Form
from django.http import HttpRequest

from campaigns.admin.base import RowAdmin
from campaigns.models import Brand, Campaign, Category, Gender, Platform, Product, Source


class DimensionAdmin(RowAdmin):
    """Names: searched by their key, respelled but not renamed."""

    list_display = ("name", "name_is_fixed")
    search_fields = ("key", "name")
    readonly_fields = ("key",)
    ordering = ("key",)

    def save_model(self, request: HttpRequest, obj: Model, form: Form, change: bool) -> None:
        if change and "name" in form.changed_data:
            obj.name_is_fixed = True
        super().save_model(request, obj, form, change)


for model in (Product, Platform, Category, Gender):
    admin.site.register(model, DimensionAdmin)


@admin.register(Brand)
class BrandAdmin(DimensionAdmin):
    list_display = ("name", "alias_of", "name_is_fixed")
    list_filter = (("alias_of", admin.EmptyFieldListFilter),)
    autocomplete_fields = ("alias_of",)


@admin.register(Campaign)
class CampaignAdmin(DimensionAdmin):
    list_display = ("name", "brand", "brand_is_fixed", "names_brands", "name_is_fixed")
    list_filter = ("brand_is_fixed", "names_brands")
    list_select_related = ("brand",)
    autocomplete_fields = ("brand",)
    readonly_fields = ("key", "names_brands")


@admin.register(Source)
class SourceAdmin(DimensionAdmin):
    list_display = ("name", "kind", "name_is_fixed")
    list_filter = ("kind",)
