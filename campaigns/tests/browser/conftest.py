"""What browser tests share: data and a logged-in admin. Imports are late: Django starts after this file is read."""

import pytest


@pytest.fixture
def admin(transactional_db):
    """An account that may do everything, with a password to type."""
    from django.contrib.auth.models import User

    return User.objects.create_superuser("asha", password="a-long-password-1")


@pytest.fixture
def sample(transactional_db):
    """The sample's rows."""
    from campaigns.tests.builders import must_load
    from campaigns.tests.reports.samples import SAMPLE

    must_load(SAMPLE)


@pytest.fixture
def page(browser_page, sign_in, admin):
    """A page whose visitor is logged in."""
    sign_in(admin)
    return browser_page
