"""Who and what the facts are about. In each table row ``NONE`` stands for "no value", so that keys have no holes."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.models import scoped
from campaigns.models.fields import COUNTS, link
from campaigns.names import fold_header, fold_name, tidy_name

NONE = 0
"""Primary key of the "no value" row of every dimension."""


class Dimension(models.Model):
    """A name that files write in several spellings. ``key`` says which are the same, ``name`` which one is shown."""

    name = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=400, unique=True, editable=False)
    name_is_fixed = models.BooleanField(
        _("spelling fixed"),
        default=False,
        help_text=_("Keep this spelling. Otherwise the most frequent one in the files is shown."),
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name or "–"

    @classmethod
    def fold(cls, text: str) -> str:
        """The key of a written name."""
        return fold_name(text)

    def clean(self) -> None:
        """A name may be respelled, not turned into another one: rows are found by its key."""
        self.name = tidy_name(self.name)
        key = self.fold(self.name)
        if self.pk is None:
            self.key = key
            if not key or type(self).objects.filter(key=key).exists():
                raise ValidationError(
                    {"name": gettext("This name is there already.") if key else gettext("A name is needed.")}
                )
        elif key != self.key:
            words = gettext("Only the spelling can change: this must still read “{key}”.")
            raise ValidationError({"name": words.format(key=self.key)})


class Brand(Dimension):
    """A brand as written in files; ``alias_of`` makes it count as another one (``MB`` as ``MuscleBlaze``)."""

    alias_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="aliases",
        help_text=_("Count everything of this brand as the other one. Reports follow at once."),
    )

    objects = scoped.manage(scoped.of_brands)

    def clean(self) -> None:
        super().clean()
        if self.alias_of and (self.alias_of_id == self.pk or self.alias_of.alias_of_id or self.alias_of_id == NONE):
            raise ValidationError({"alias_of": gettext("Choose a brand that is not itself an alias.")})
        if self.alias_of and self.pk and self.aliases.exists():
            raise ValidationError(
                {"alias_of": gettext("Other brands are aliases of this one; point them elsewhere first.")}
            )


class Campaign(Dimension):
    """A campaign. Its brand stands before the first ``_`` of its name, unless rows name brands or an admin chose."""

    brand = link("Brand", default=NONE, db_index=True, related_name="campaigns")
    brand_is_fixed = models.BooleanField(default=False, help_text=_("Keep the brand chosen here."))
    names_brands = models.BooleanField(
        _("rows name brands"),
        default=False,
        editable=False,
        help_text=_("Tracking rows of this campaign carry a brand of their own, so its name stands for none."),
    )

    objects = scoped.manage(scoped.of_campaigns)


class Product(Dimension):
    """What was ordered."""

    objects = scoped.manage(scoped.of_products)


class Source(Dimension):
    """Where an order came from. Baseline sources would have sold without influencers and are shown apart."""

    class Kind(models.TextChoices):
        INFLUENCER = "influencer"
        BASELINE = "baseline"

    BASELINE_BY_DEFAULT = frozenset(
        {"organic", "direct", "paid", "paid_ad", "paid_ads", "paid_search", "paid_social", "ads", "email", "sms"}
        | {"seo", "sem"}
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.INFLUENCER)

    objects = scoped.manage(scoped.of_sources)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=["influencer", "baseline"]), name="source_kind")
        ]

    @classmethod
    def fold(cls, text: str) -> str:
        return fold_header(text)

    @classmethod
    def default_kind(cls, key: str) -> str:
        """Baseline for the well-known keys, influencer for all others."""
        return cls.Kind.BASELINE if key in cls.BASELINE_BY_DEFAULT else cls.Kind.INFLUENCER


class Platform(Dimension):
    """Instagram, YouTube, …"""

    objects = scoped.manage(scoped.of_platforms)


class Category(Dimension):
    """What an influencer talks about."""

    objects = scoped.manage(scoped.of_categories)

    class Meta:
        verbose_name_plural = _("categories")


class Gender(Dimension):
    """An influencer's gender as the files write it."""

    objects = scoped.manage(scoped.of_genders)


class Influencer(models.Model):
    """A person who is paid, known by the id that all files share. Names are not keys."""

    code = models.CharField(
        _("influencer id"), max_length=100, unique=True, help_text=_("As in the files, compared exactly.")
    )
    name = models.CharField(max_length=200, blank=True)
    search_key = models.CharField(max_length=600, editable=False, default="")
    category = link("Category", default=NONE)
    gender = link("Gender", default=NONE)
    platform = link("Platform", default=NONE)
    follower_count = models.BigIntegerField(null=True, blank=True, validators=COUNTS)
    is_incomplete = models.BooleanField(
        _("incomplete"),
        default=False,
        help_text=_("Named by posts, tracking or payouts, but by no influencers file yet."),
    )
    is_edited = models.BooleanField(_("edited by hand"), default=False, editable=False)
    run = models.ForeignKey("ImportRun", models.PROTECT, null=True, blank=True, editable=False, related_name="+")

    objects = scoped.manage(scoped.of_influencers)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(code="") | models.Q(id=NONE), name="influencer_code"),
            models.CheckConstraint(condition=models.Q(follower_count__gte=0), name="influencer_followers"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})" if self.name else self.code or "–"

    @property
    def is_blank(self) -> bool:
        """Whether nothing is known but the id."""
        names = (self.name, self.category_id, self.gender_id, self.platform_id)
        return self.follower_count is None and not any(names)

    @staticmethod
    def make_search_key(code: str, name: str) -> str:
        """What the search box looks through: folded id and name."""
        return f"{fold_name(code)} {fold_name(name)}"[:600]  # folding can lengthen a name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_key = self.make_search_key(self.code, self.name)
        super().save(*args, **kwargs)


NAMED: tuple[type[Dimension], ...] = (Brand, Campaign, Product, Source, Platform, Category, Gender)


def ensure_none_rows(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Puts row ``NONE`` into every dimension table; runs after each migrate and flush."""
    for model in NAMED:
        model.objects.using(using).get_or_create(pk=NONE, defaults={"key": "", "name": ""})
    Influencer.objects.using(using).get_or_create(pk=NONE, defaults={"code": ""})
