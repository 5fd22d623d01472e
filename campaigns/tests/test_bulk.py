"""Rows that are written past the ORM still fail as Django's errors, which the commands turn into a sentence."""

import pytest
from django.db import IntegrityError, transaction

from campaigns.bulk import write_columns, write_rows
from campaigns.models import Brand

COLUMNS = {"key": [None], "name": ["A"]}
pytestmark = pytest.mark.django_db


def test_rows_that_the_database_refuses_are_an_error_of_django():
    with pytest.raises(IntegrityError), transaction.atomic():
        write_rows(Brand, ("key", "name"), zip(*COLUMNS.values(), strict=True))


def test_columns_that_the_database_refuses_are_an_error_of_django():
    with pytest.raises(IntegrityError), transaction.atomic():
        write_columns(Brand, COLUMNS, {})
