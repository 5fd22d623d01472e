"""A page asks the database the same number of questions for many rows as for few, and as many as was written down.

``query_counts_<engine>.txt`` has each page's number. After a change that is meant to move them, write them anew
and commit what has changed: ``WRITE_QUERY_COUNTS=1 .venv/bin/pytest -n 0 campaigns/tests/web/test_queries.py``.
"""

import os
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Campaign, Influencer, Payout, Product, TrackingEvent
from campaigns.tests.builders import must_load
from campaigns.tests.reports.pages import TABLE_PAGES
from campaigns.tests.reports.samples import many_rows

pytestmark = pytest.mark.django_db
MODELS = (
    "influencer", "trackingevent", "post", "payout", "campaign", "brand", "source", "importrun", "job",
    "headermapping", "savedview",
)  # fmt: skip


WRITTEN = Path(__file__).with_name(f"query_counts_{connection.vendor}.txt")
"""An export is recorded, for which the engines lock differently."""


def paths():
    person, campaign = Influencer.objects.get(code="1").pk, Campaign.objects.get(key="mb_one").pk
    return [
        "/", "/insights/", "/imports/", "/metrics/", "/metrics/ranking/", "/quality/", "/views/",
        *(f"/{page}/?per_page=500" for page in TABLE_PAGES),
        *(f"/{page}/?_export=csv" for page in TABLE_PAGES), "/campaigns/?brand=mb&roas_min=0&q=o",
        "/influencers/?compare=previous&date_after=2025-07-01&date_before=2025-07-31",
        f"/compare/?report=campaigns&id={campaign}&id=0",
        f"/influencers/{person}/", f"/campaigns/{campaign}/", "/months/2025-07/", "/months/2025-07/runs/",
        f"/products/{Product.objects.get(key='whey').pk}/",
        f"/payouts/{Payout.objects.get(payout_id='Y1').pk}/", "/suggest/influencer/?q=a", "/payouts/missing/",
        *(f"/admin/campaigns/{model}/" for model in MODELS),
    ]  # fmt: skip


def count_queries(client):
    """Path → number of queries; the session is warm."""
    counts = {}
    client.get("/")
    for path in paths():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = client.get(path)
            assert answer.status_code == 200, path
            answer.getvalue()
        counts[path] = len(asked)
    return counts


def write_counts(counts):
    """A line for each page, whose ids are left out: engines give them differently."""
    return "".join(f"{count:4} {re.sub('(?<=[/=])[0-9]+(?=/|&|$)', 'N', path)}\n" for path, count in counts.items())


def test_every_page_asks_as_often_for_two_thousand_rows_as_for_a_hundred_and_as_often_as_written_down(admin_client):
    must_load(many_rows(16), on_conflict="add")
    assert TrackingEvent.objects.count() == 96
    few = count_queries(admin_client)
    must_load(many_rows(334), on_conflict="add")
    assert TrackingEvent.objects.count() == 2004
    assert count_queries(admin_client) == few
    if os.environ.get("WRITE_QUERY_COUNTS"):
        WRITTEN.write_text(write_counts(few), encoding="utf-8")
    assert max(few["/campaigns/?per_page=500"], few["/posts/?per_page=500"]) <= 20
    assert few["/"] <= 30
    assert write_counts(few) == WRITTEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("model", MODELS)
def test_a_list_of_the_admin_asks_nothing_per_row(admin_client, model):
    must_load(many_rows(20))
    path = f"/admin/campaigns/{model}/"
    admin_client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert admin_client.get(path).status_code == 200
    assert len(asked) <= 14
