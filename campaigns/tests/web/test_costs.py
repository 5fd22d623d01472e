"""What costs is limited for each person, and nobody else meets the limit: exports, uploads, searches."""

import gc
import time

import pytest

from campaigns.tests.web.people import make_importer, make_reader
from campaigns.web import costs

pytestmark = pytest.mark.django_db


def test_the_exports_of_an_hour_are_limited_for_each_person(client, settings):
    settings.EXPORTS_PER_HOUR = 2
    client.force_login(make_reader("one"))
    for expected in (200, 200, 429):
        answer = client.get("/campaigns/?_export=csv")
        assert answer.status_code == expected
    assert 3500 < int(answer["Retry-After"]) <= 3600
    assert "2 exports in an hour are the most for one person." in answer.content.decode()
    assert client.get("/campaigns/").status_code == 200
    client.force_login(make_reader("two"))
    assert client.get("/campaigns/?_export=csv").status_code == 200


def test_exports_at_once_are_limited_and_free_again_when_they_are_sent(client):
    client.force_login(make_reader())
    going_on = [client.get("/campaigns/?_export=csv") for _ in range(costs.EXPORTS_AT_ONCE)]
    refused = client.get("/campaigns/?_export=csv")
    assert (refused.status_code, refused["Retry-After"]) == (429, "10")
    assert going_on[0].getvalue()
    assert client.get("/campaigns/?_export=csv").status_code == 200


def test_an_export_whose_reader_is_gone_holds_nothing(client):
    client.force_login(make_reader())
    for _ in range(2 * costs.EXPORTS_AT_ONCE):
        assert client.get("/campaigns/?_export=csv").status_code == 200
        gc.collect()  # the server closes an answer at once; this one is only forgotten


def test_an_hour_later_there_are_new_ones(client, settings, monkeypatch):
    settings.EXPORTS_PER_HOUR = 1
    end = costs.admit(costs.EXPORTS, 1)
    end()
    with pytest.raises(costs.Refused):
        costs.admit(costs.EXPORTS, 1)
    later = time.monotonic() + costs.HOUR + 1
    monkeypatch.setattr(costs.time, "monotonic", lambda: later)
    costs.admit(costs.EXPORTS, 1)


def test_uploads_are_limited_and_what_is_refused_is_not_kept(client, settings):
    settings.UPLOADS_PER_HOUR = 1
    client.force_login(make_importer())
    assert client.post("/imports/", {}).status_code == 400
    answer = client.post("/imports/", {})
    assert answer.status_code == 429
    assert "1 uploads in an hour" in answer.content.decode()


SEARCHES = ("/tracking/?q=a", "/suggest/influencer/?q=a", "/campaigns/?q=a", "/payouts/missing/?q=a")


def test_the_searches_of_a_minute_are_limited_for_each_person(client, settings):
    settings.SEARCHES_PER_MINUTE = len(SEARCHES)
    client.force_login(make_reader("one"))
    assert [client.get(address).status_code for address in SEARCHES] == [200] * len(SEARCHES)
    refused = client.get("/tracking/?q=a")
    assert refused.status_code == 429
    assert 50 < int(refused["Retry-After"]) <= 60
    assert "4 searches in a minute are the most for one person." in refused.content.decode()
    for address in ("/tracking/", "/tracking/?q=", "/tracking/?brand=MB", "/suggest/influencer/?q=", "/metrics/"):
        assert client.get(address).status_code == 200, address
    client.force_login(make_reader("two"))
    assert client.get("/tracking/?q=a").status_code == 200


def test_suggestions_are_refused_in_json(client, settings):
    settings.SEARCHES_PER_MINUTE = 1
    client.force_login(make_reader())
    assert client.get("/suggest/brand/?q=a").status_code == 200
    refused = client.get("/suggest/brand/?q=a")
    assert (refused.status_code, "Retry-After" in refused) == (429, True)
    assert refused.json() == {"sentence": "1 searches in a minute are the most for one person."}


def test_searches_in_the_admin_count_as_well(admin_client, settings):
    settings.SEARCHES_PER_MINUTE = 1
    suggested = {"app_label": "campaigns", "model_name": "post", "field_name": "campaign", "term": "a"}
    assert admin_client.get("/admin/autocomplete/", suggested).status_code == 200
    assert admin_client.get("/admin/campaigns/trackingevent/?q=a").status_code == 429
    assert admin_client.get("/admin/campaigns/trackingevent/").status_code == 200


def test_a_minute_later_one_may_search_again_and_exports_count_for_themselves(monkeypatch, settings):
    settings.SEARCHES_PER_MINUTE = settings.EXPORTS_PER_HOUR = 1
    costs.admit(costs.SEARCHES, 1)
    costs.admit(costs.EXPORTS, 1)
    later = time.monotonic() + costs.MINUTE + 1
    monkeypatch.setattr(costs.time, "monotonic", lambda: later)
    costs.admit(costs.SEARCHES, 1)
    with pytest.raises(costs.Refused):
        costs.admit(costs.EXPORTS, 1)


def test_any_number_of_searches_may_go_on_at_once(settings):
    for _ in range(settings.SEARCHES_PER_MINUTE):
        costs.admit(costs.SEARCHES, 1)


def test_strangers_cost_nothing_of_it(client):
    for _ in range(5):
        assert client.get("/campaigns/?_export=csv").status_code == 302
        assert client.get("/campaigns/?q=a").status_code == 302
    assert costs._asked == {}
