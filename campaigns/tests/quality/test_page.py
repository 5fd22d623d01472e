"""The page of data quality: who may see it, what it says, and where it leads."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from campaigns.reports.quality import CHECKS
from campaigns.tests.builders import must_load
from campaigns.tests.golden import GOLDEN
from campaigns.tests.quality.cases import CASES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
INCOMPLETE = "/admin/campaigns/influencer/?is_incomplete__exact=1"


def read_page(client):
    answer = client.get("/quality/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def clerk(client, db):
    """A client signed in as staff without any permission, and the user."""
    client.clerk = get_user_model().objects.create_user("clerk", password="x", is_staff=True)
    client.force_login(client.clerk)
    return client


def test_strangers_are_sent_to_the_login(client):
    answer = client.get("/quality/")
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/quality/")


def test_an_account_without_access_is_refused(client):
    client.force_login(get_user_model().objects.create_user("guest", password="x"))
    assert client.get("/quality/").status_code == 403


def test_staff_see_it(clerk):
    must_load(CASES["derived-totals"].data)
    assert "<h1>Data quality</h1>" in read_page(clerk)


def test_the_navigation_leads_to_it(clerk):
    assert '<a href="/quality/" aria-current="page">Data quality</a>' in read_page(clerk)


def test_a_finding_shows_rows_and_rupees(clerk):
    must_load(CASES["derived-totals"].data)
    row = read_page(clerk).partition('<li id="derived-totals"')[2].partition("</li>")[0]
    assert "2 payouts" in row
    assert "₹44<" in row


def test_the_first_sentence_counts_the_checks(clerk):
    must_load(CASES["future-posts"].data)
    assert f"3 of {len(CHECKS)} checks found something" in read_page(clerk)  # with the sale of that day, unpaid


def test_one_row_is_singular(clerk):
    must_load(CASES["unpaid-influencers"].data)
    row = read_page(clerk).partition('<li id="unpaid-influencers"')[2].partition("</li>")[0]
    assert "1 influencer," in row


def test_records_open_only_for_those_who_may_see_them(clerk):
    must_load(CASES["incomplete-influencers"].data)
    assert INCOMPLETE not in read_page(clerk)


def test_a_permission_to_view_opens_the_records(clerk):
    must_load(CASES["incomplete-influencers"].data)
    clerk.clerk.user_permissions.add(Permission.objects.get(codename="view_influencer"))
    assert f'href="{INCOMPLETE}"' in read_page(clerk)


def test_lists_open_for_everybody(clerk):
    must_load(CASES["derived-totals"].data)
    assert 'href="/payouts/?check=derived-totals"' in read_page(clerk)


def test_a_check_that_finds_no_such_rows_is_a_400_that_names_those_that_do(clerk):
    for page, other, accepted in (("posts", "order-gaps", "engagement-above-reach"), ("payouts", "x", "order-gaps")):
        answer = clerk.get(f"/{page}/", {"check": other})
        assert answer.status_code == 400
        assert f"check: “{other}” finds none of these rows. Accepted: " in answer.content.decode()
        assert accepted in answer.content.decode()
    assert clerk.get("/tracking/", {"check": "order-gaps"}).status_code == 400


def test_the_chip_of_a_list_says_which_check(clerk):
    must_load(CASES["order-gaps"].data)
    html = clerk.get("/payouts/", {"check": "order-gaps"}).content.decode()
    assert '<span class="what">Found by:</span> <b>order-gaps</b>' in html


def test_reports_open_for_everybody(clerk):
    must_load(CASES["unpaid-influencers"].data)
    assert 'href="/influencers/?sort=payout_share"' in read_page(clerk)


def test_what_is_settled_stands_below_what_is_not(clerk):
    must_load(CASES["derived-totals"].data)
    page = read_page(clerk)
    assert 0 < page.index('id="derived-totals"') < page.index('id="settled"') < page.index('<li id="shared-names"')


def test_every_check_is_on_the_page_once(clerk):
    must_load(CASES["derived-totals"].data)
    page = read_page(clerk)
    assert [page.count(f'id="{check.key}"') for check in CHECKS] == [1] * len(CHECKS)


def test_clean_data_say_so(clerk):
    golden = {name: [dict(row) for row in rows] for name, rows in GOLDEN.items()}
    must_load(golden)
    page = read_page(clerk)
    assert "Every check is settled." in page
    assert 'id="to-look-at"' not in page


def test_an_empty_portal_asks_for_files_and_claims_nothing(clerk):
    page = read_page(clerk)
    assert "Nothing has been imported yet" in page
    assert "settled" not in page


def test_names_in_addresses_are_escaped(clerk):
    must_load(CASES["baseline-influencers"].data)
    assert 'href="/tracking/?influencer__empty=0&amp;source=' in read_page(clerk)
