"""What happened, one row per row of a file. Money is whole paise, days are plain dates.

Each fact has a 16-byte key made from its id or from its whole row, by which importing twice changes nothing.
A fact's campaign and date never change in place: an edit deletes and inserts, so the tables can be partitioned.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.dates import FIRST_DAY, LAST_DAY
from campaigns.models import scoped
from campaigns.models.dimensions import NONE
from campaigns.models.fields import COUNTS, MAX_PAISE, PaiseField, link

DAYS = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
WHOLES = [MinValueValidator(-(10**15)), MaxValueValidator(10**15)]


def _within(field: str, low: int | date, high: int | date) -> Q:
    return Q(**{f"{field}__gte": low, f"{field}__lte": high})


class Fact(models.Model):
    """What all facts share: identity, campaign, influencer, and the run that brought the row."""

    id = models.BigAutoField(primary_key=True)
    key = models.BinaryField(max_length=16, editable=False)
    influencer = link("Influencer")
    campaign = link("Campaign", default=NONE)
    run = link("ImportRun", null=True, blank=True, editable=False, related_name="+")
    is_edited = models.BooleanField(_("edited by hand"), default=False, editable=False)

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Posts and payouts always have an influencer; only tracking rows may come without."""
        if self.influencer_id == NONE and not isinstance(self, TrackingEvent):
            raise ValidationError({"influencer": gettext("Choose an influencer.")})


def _own_key(table: str) -> models.BaseConstraint:
    return models.UniqueConstraint(fields=["key", "campaign"], name=f"{table}_key")


class Post(Fact):
    """A post by an influencer. Reach, likes and comments are empty where the file had none."""

    date = models.DateField(validators=DAYS)
    platform = link("Platform", default=NONE)
    brand = link("Brand", default=NONE)
    url = models.CharField(_("URL"), max_length=2000, blank=True)
    caption = models.TextField(blank=True)
    reach = models.BigIntegerField(null=True, blank=True, validators=COUNTS)
    likes = models.BigIntegerField(null=True, blank=True, validators=COUNTS)
    comments = models.BigIntegerField(null=True, blank=True, validators=COUNTS)
    post_id = models.CharField(_("post id"), max_length=100, blank=True)

    objects = scoped.manage(scoped.of_events)

    class Meta:
        constraints = [
            _own_key("post"),
            models.CheckConstraint(condition=_within("date", FIRST_DAY, LAST_DAY), name="post_date"),
            models.CheckConstraint(condition=Q(reach__gte=0), name="post_reach"),
            models.CheckConstraint(condition=Q(likes__gte=0), name="post_likes"),
            models.CheckConstraint(condition=Q(comments__gte=0), name="post_comments"),
            models.CheckConstraint(condition=~Q(influencer=NONE), name="post_influencer"),
        ]
        indexes = [
            models.Index(fields=["campaign", "date"], name="post_campaign_date"),
            models.Index(fields=["influencer", "date"], name="post_influencer_date"),
            models.Index(fields=["-date", "-id"], name="post_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id or self.url or 'post'} ({self.date})"


class TrackingEvent(Fact):
    """A tracked sale (or refund, below zero). Without an influencer it is baseline or unassigned."""

    date = models.DateField(validators=DAYS)
    source = link("Source", default=NONE)
    product = link("Product", default=NONE)
    brand = link("Brand", default=NONE)
    user_id = models.CharField(_("user id"), max_length=200, blank=True)
    orders = models.BigIntegerField(default=0, validators=WHOLES)
    revenue = PaiseField()
    tracking_id = models.CharField(_("tracking id"), max_length=100, blank=True)

    objects = scoped.manage(scoped.of_events)

    class Meta:
        constraints = [
            _own_key("event"),
            models.CheckConstraint(condition=_within("date", FIRST_DAY, LAST_DAY), name="event_date"),
            models.CheckConstraint(condition=_within("revenue", -MAX_PAISE, MAX_PAISE), name="event_revenue"),
            models.CheckConstraint(condition=_within("orders", -(10**15), 10**15), name="event_orders"),
        ]
        indexes = [
            models.Index(fields=["campaign", "date"], name="event_campaign_date"),
            models.Index(fields=["influencer", "date"], name="event_influencer_date"),
        ]

    def __str__(self) -> str:
        return f"{self.tracking_id or 'tracking row'} ({self.date})"


class Payout(Fact):
    """What an influencer is paid, for a campaign or for everything. Below zero it is a clawback."""

    class Basis(models.TextChoices):
        POST = "post", _("Post")
        ORDER = "order", _("Order")
        HYBRID = "hybrid", _("Hybrid")

    basis = models.CharField(max_length=10, choices=Basis, blank=True)
    rate = PaiseField(_("rate"), null=True, blank=True, help_text=_("Per post or order."))
    rate_text = models.CharField(
        _("rate in words"), max_length=200, blank=True, help_text=_("When the rate is no number.")
    )
    orders = models.BigIntegerField(null=True, blank=True, validators=WHOLES)
    posts = models.BigIntegerField(null=True, blank=True, validators=COUNTS)
    total_payout = PaiseField()
    total_is_derived = models.BooleanField(
        _("total is derived"),
        default=False,
        help_text=_("The file had no total: rate × orders or posts, followed as they change."),
    )
    payout_id = models.CharField(_("payout id"), max_length=100, blank=True)
    payout_date = models.DateField(null=True, blank=True, validators=DAYS)
    status = models.CharField(max_length=100, blank=True)

    objects = scoped.manage(scoped.of_whole_payouts, manager=scoped.PayoutManager)

    class Meta:
        permissions = [
            ("see_payouts", "Can see single payouts in the portal"),
            ("export_payouts", "Can export payouts"),
        ]
        constraints = [
            _own_key("payout"),
            models.CheckConstraint(condition=_within("total_payout", -MAX_PAISE, MAX_PAISE), name="payout_total"),
            models.CheckConstraint(condition=Q(basis__in=["", "post", "order", "hybrid"]), name="payout_basis"),
            models.CheckConstraint(condition=Q(total_is_derived=False) | Q(rate__isnull=False), name="payout_derived"),
            models.CheckConstraint(condition=~Q(influencer=NONE), name="payout_influencer"),
        ]
        indexes = [
            models.Index(fields=["influencer", "campaign"], name="payout_scope"),
            models.Index(fields=["campaign", "influencer"], name="payout_campaign"),
        ]

    def __str__(self) -> str:
        return self.payout_id or f"payout {self.pk}"

    def clean(self) -> None:
        super().clean()
        if self.total_is_derived and (self.rate is None or self.basis not in ("post", "order")):
            raise ValidationError(
                {"total_is_derived": gettext("Only a number as rate, per post or per order, gives a total.")}
            )
