"""Pages that people have named, with their filters and order, and which of them opens first for whom."""

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.limits import find_scope
from campaigns.roles import PAYOUT_PAGES, SEE_PAYOUTS


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Which views somebody can open."""

    def offered_to(self, user: User) -> "SavedViewQuerySet":
        """One's own and what others share, of pages that this person may open.

        Whoever is limited to brands is offered no views of others: their names and filters may tell of other brands.
        """
        views = self.filter(Q(owner=user) | Q(is_shared=True)) if find_scope(user) is None else self.filter(owner=user)
        return views if user.has_perm(SEE_PAYOUTS) else views.exclude(page__in=PAYOUT_PAGES)

    def visible_to(self, user: User) -> "SavedViewQuerySet":
        """The same; for a superuser all."""
        return self if user.is_superuser else self.offered_to(user)

    def own_first(self, user: User) -> "SavedViewQuerySet":
        """With ``is_own``, and then by name."""
        is_own = models.Case(models.When(owner=user, then=True), default=False, output_field=models.BooleanField())
        return self.alias(is_own=is_own).order_by("-is_own", "name", "pk")

    def marked_for(self, user: User) -> "SavedViewQuerySet":
        """With ``is_own`` and ``is_default`` (for this person, on its page), own ones first, by name."""
        chosen = DefaultView.objects.filter(user=user, view=OuterRef("pk"), page=OuterRef("page"))
        return self.own_first(user).annotate(is_own=models.F("is_own"), is_default=Exists(chosen))


class SavedView(models.Model):
    """A name for what a page shows. ``page`` is a key and ``query`` its parameters, so that no address is ever kept."""

    NAME_LENGTH = 80
    QUERY_LENGTH = 6000
    """Below what the server takes as one line of a request."""

    id = models.BigAutoField(primary_key=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=NAME_LENGTH)
    page = models.CharField(max_length=100, help_text=_("A page's key, like campaigns or campaigns/17."))
    query = models.CharField(max_length=QUERY_LENGTH, blank=True, help_text=_("Its parameters, as in an address."))
    is_shared = models.BooleanField(_("shared"), default=False, help_text=_("Whether everybody can open it."))
    changed_at = models.DateTimeField(auto_now=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        permissions = [("save_views", "Can save and share views")]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_name")]

    def __str__(self) -> str:
        return self.name

    def may_be_changed_by(self, user: User) -> bool:
        """Only its owner and superusers rename, share, mend and delete it."""
        return user.is_superuser or self.owner_id == user.pk


class DefaultView(models.Model):
    """What one person sees first on one page."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    page = models.CharField(max_length=100)
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "page"], name="default_view_once")]

    def __str__(self) -> str:
        return f"{self.page} of {self.user_id}"
