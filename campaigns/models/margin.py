"""The margin that admins set: one row, or none while nobody has said what is left of a rupee of revenue."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.metrics.margin import WHOLE, format_margin
from campaigns.models.fields import RupeeInput


class BasisPointsField(models.PositiveIntegerField):
    """A share in whole basis points. Forms show and take per cent with at most two decimals."""

    def formfield(self, **kwargs: Any) -> forms.Field:
        return RupeeInput(
            required=not self.blank,
            label=self.verbose_name.capitalize(),
            help_text=self.help_text,
            max_digits=5,
            decimal_places=2,
            min_value=Decimal("0.01"),
            max_value=Decimal(100),
        )


class Margin(models.Model):
    """What share of the revenue is left when goods, shipping and fees are paid for, and payouts are not."""

    ONLY = 1
    """Primary key of the one row."""

    id = models.BigAutoField(primary_key=True)
    basis_points = BasisPointsField(
        _("margin in per cent"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(WHOLE)],
        help_text=_(
            "Of each 100 of revenue, what is left after goods, shipping and fees. With it the portal shows "
            "margin ROI, and the break-even ROAS is 1 ÷ margin. Empty: break-even is where revenue equals the payout."
        ),
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = _("margin")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="margin_single"),
            models.CheckConstraint(condition=models.Q(basis_points__range=(1, WHOLE)), name="margin_range"),
        ]

    def __str__(self) -> str:
        return f"Margin {format_margin(self.basis_points)}" if self.basis_points else "No margin"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = self.ONLY
        super().save(*args, **kwargs)


def read_margin() -> int | None:
    """The margin in basis points; None while none is set."""
    return Margin.objects.values_list("basis_points", flat=True).first()
