"""What the admin's rupee fields take: plain digits, and nothing that only Python would read as a number."""

import pytest
from django.core.exceptions import ValidationError

from campaigns.models.fields import RupeeInput


@pytest.mark.parametrize(("typed", "paise"), [("12.50", 1250), (" 7 ", 700), ("-0.05", -5), ("+3", 300), (".5", 50)])
def test_plain_rupees_become_whole_paise(typed, paise):
    assert RupeeInput(decimal_places=2).clean(typed) == paise


@pytest.mark.parametrize("typed", ["1_0", "१२", "1e3", "NaN", "Infinity", "12.505", "₹5", "."])
def test_what_is_no_plain_amount_is_refused(typed):
    with pytest.raises(ValidationError):
        RupeeInput(decimal_places=2).clean(typed)
