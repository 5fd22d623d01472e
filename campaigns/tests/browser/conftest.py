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


@pytest.fixture(scope="session", autouse=True)
def chart_bundle():
    """The charts' JavaScript, which set-up makes; here also for whoever runs pytest alone."""
    from pathlib import Path

    from campaigns.management.commands.bundle_charts import write_bundle
    from campaigns.web.bundle import BUNDLE

    path = Path(__file__).parents[2] / "static" / BUNDLE
    if not path.exists():
        write_bundle(path)
