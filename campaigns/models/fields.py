"""Columns of our own: whole paise that people see and type as rupees, and links that cost no index."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext

from campaigns.formats import write_money

MAX_PAISE = 10**15
"""Ten lakh crore rupees: far above any real amount, far below where 64 bits or floats would lose paise."""


COUNTS = [MinValueValidator(0), MaxValueValidator(10**15)]
_PLAIN = re.compile(r"[+-]?\d*\.?\d*", re.ASCII)


class RupeeInput(forms.DecimalField):
    """A form field in rupees for a column in paise."""

    def prepare_value(self, value: Any) -> Any:
        return write_money(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Decimal | None:
        """Plain digits only: Python's own grammar would take ``1_0`` and digits of other scripts."""
        if isinstance(value, str) and not _PLAIN.fullmatch(value.strip()):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def clean(self, value: Any) -> int | None:
        rupees = super().clean(value)
        return None if rupees is None else int(rupees * 100)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class PaiseField(models.BigIntegerField):
    """Money in whole paise. Forms show and take rupees with at most two decimals."""

    def formfield(self, **kwargs: Any) -> forms.Field:
        limit = Decimal(MAX_PAISE) / 100
        options = {
            "required": not self.blank,
            "label": self.verbose_name.capitalize(),
            "help_text": self.help_text or gettext("In rupees."),
            "max_digits": 16,
            "decimal_places": 2,
            "min_value": -limit,
            "max_value": limit,
        }
        return RupeeInput(**options)


class RowId(models.BigAutoField):
    """The number of a derived row. Nothing remembers it, so SQLite may give it again: AUTOINCREMENT costs a write."""

    def db_type_suffix(self, connection: Any) -> str:
        return "" if connection.vendor == "sqlite" else super().db_type_suffix(connection)


def link(to: str, **options: Any) -> models.ForeignKey:
    """A foreign key without an index or a database constraint of its own.

    The loader resolves every id inside its transaction, and the two would cost most of a load;
    ``rollup --check`` looks for links that lead nowhere instead.
    """
    options = {"on_delete": models.PROTECT, "db_index": False, "db_constraint": False} | options
    return models.ForeignKey(to, **options)
