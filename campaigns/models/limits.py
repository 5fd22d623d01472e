"""Which brands a person or a group is limited to."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from campaigns.scope import NOBODY, Scope


class BrandLimit(models.Model):
    """The brands whose figures a person, or everybody in a group, may see. One without any brand lets nothing be seen.

    Of several groups it is all of their brands; groups without a limit say nothing; a limit of the person's own narrows
    that down. A superuser has none. A group with a limit cannot be deleted: that would lift it without a word.
    """

    id = models.BigAutoField(primary_key=True)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="brand_limit")
    group = models.OneToOneField("auth.Group", models.PROTECT, null=True, related_name="brand_limit")
    brands = models.ManyToManyField(
        "Brand",
        blank=True,
        related_name="+",
        help_text=_(
            "Only figures of these brands can be seen, and nothing can be changed. Without any brand here "
            "nothing is seen at all; delete the limit to lift it."
        ),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="limit_of_one",
                condition=Q(user__isnull=False, group__isnull=True) | Q(user__isnull=True, group__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"brand limit {self.pk}"


def find_scope(user: AbstractBaseUser | AnonymousUser) -> Scope:
    """The brands that a person may see, asked of the database once for each request's person."""
    if not user.is_active or not user.is_staff:
        return NOBODY
    if user.is_superuser:
        return None
    if not hasattr(user, "_brand_scope"):
        user._brand_scope = _read_limits(user.pk)
    return user._brand_scope


def _read_limits(user: int) -> Scope:
    counted = Coalesce(F("brands__alias_of_id"), F("brands__pk"))
    limits = BrandLimit.objects.using(DEFAULT_DB_ALIAS).filter(Q(user=user) | Q(group__user=user))
    own, common = None, None
    for person, brand in limits.order_by().values_list("user_id", counted):
        brands = frozenset({brand} if brand else ())
        if person:
            own = (own or NOBODY) | brands
        else:
            common = (common or NOBODY) | brands
    if own is None or common is None:
        return common if own is None else own
    return own & common
