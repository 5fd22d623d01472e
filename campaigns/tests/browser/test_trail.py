"""The audit trail on a screen: found, filtered, read and turned over, on a phone too, without a complaint."""

import re

import pytest
from playwright.sync_api import expect

from campaigns.audit.trail import Subject, make_entry, record_all
from campaigns.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "a very long caption without an end " * 12


@pytest.fixture(autouse=True)
def entries():
    changes = {"revenue": [30000, 31050], "tracking_id": ["", "T1"], "user_id": ["", LONG]}
    some = [make_entry(AuditEntry.Act.CHANGED, Subject(table="payout", row_id=n, shown=f"Y{n}")) for n in range(60)]
    record_all(
        [
            *some,
            make_entry(AuditEntry.Act.CHANGED, Subject(table="trackingevent", row_id=1, shown="P1"), changes=changes),
        ]
    )


@pytest.mark.parametrize("width", [1280, 390])
def test_the_trail_is_searched_and_turned_over(browser_page, sign_in, admin_user, width):
    sign_in(admin_user)
    page = browser_page
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/audit/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="Older").click()
    expect(page.locator(".trail > li")).to_have_count(13)  # the account and its login are entries too
    page.get_by_label("Table").select_option("trackingevent")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".trail b")).to_have_text(["P1"])
    expect(page.locator("ins").first).to_have_text("₹310.50")
    page.get_by_role("link", name="this row").click()
    expect(page).to_have_url(re.compile(r"\bobject=1\b"))
