"""Insights and overview rank by what to expect, say how sure it is and why a row is poor, and every row leads on."""

import re
from urllib.parse import parse_qs

import pytest

from campaigns.tests.builders import must_load
from campaigns.tests.reports.pages import screen
from campaigns.tests.reports.rankings import PEOPLE, ranked_rows

pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]


def insights(client, **query):
    """What the page draws."""
    answer = client.get("/insights/", query)
    assert answer.status_code == 200
    return answer.context


def by_name(ranked):
    return {line.name.lower(): line for line in ranked.lines}


def test_a_lucky_influencer_does_not_top_the_list(admin_client):
    must_load(ranked_rows())
    lines = insights(admin_client)["top"].lines
    names = [line.name for line in lines]
    raw = {line.name: line.raw for line in lines}
    assert raw["Lucky"] == 20 > raw["Steady"] == 10
    assert names[0] == "Steady"
    assert names.index("Lucky") > 0
    assert not {"Silent", "Unpaid"} & set(names)


def test_lines_show_orders_the_estimate_its_interval_and_the_raw_figure(admin_client):
    must_load(ranked_rows())
    steady = by_name(insights(admin_client)["top"])["steady"]
    assert (steady.row["orders"], steady.raw, steady.sure) == (200, 10.0, "surely above")
    assert steady.low < steady.roas < steady.raw
    page = admin_client.get("/insights/").content.decode()
    assert f"{steady.roas:.2f}×" in page and f"raw {steady.raw:.2f}×" in page
    assert f"{steady.low:.2f}× to {steady.high:.2f}×" in page


def test_poor_are_all_who_were_paid_and_stay_below_also_who_sold_nothing(admin_client):
    must_load(ranked_rows())
    poor = insights(admin_client)["people"]
    assert [line.name for line in poor["ranked"].lines] == ["Dear", "Silent", "Unseen"]
    assert (poor["count"], poor["sure"], poor["payout"]) == (3, 2, 80_000_00)
    lines = by_name(poor["ranked"])
    assert (lines["dear"].sure, lines["silent"].sure) == ("surely below", "surely below")
    assert lines["unseen"].sure == "undecided"


def test_poor_influencers_carry_their_reason_with_the_figures(admin_client):
    must_load(ranked_rows())
    found = {name: line.finding for name, line in by_name(insights(admin_client)["people"]["ranked"]).items()}
    # The peers of "dear": payout 135,100 for a reach of 650,000; those of "silent": 422 orders.
    assert (found["dear"].label, found["dear"].text) == (
        "Fee too high for its reach",
        "₹1,200 per 1,000 reach; peers ₹208",
    )
    assert found["silent"].label == "Few orders per reach"
    assert found["silent"].text == "0.0 orders per 1,00,000 reach; peers 64.9"
    assert (found["unseen"].label, found["unseen"].text) == ("Too little data to say", "no posts with reach to compare")


def test_the_threshold_moves_what_is_poor_and_what_is_sure(admin_client):
    must_load(ranked_rows())
    poor = insights(admin_client, roas_below="5")["people"]
    assert poor["count"] == 13
    assert {line.sure for line in poor["ranked"].lines} == {"surely below"}
    assert insights(admin_client, roas_below="0")["people"]["count"] == 0


def test_where_nothing_is_poor_the_weakest_are_shown(admin_client):
    must_load(ranked_rows())
    campaigns = insights(admin_client)["campaigns"]
    assert (campaigns["count"], [line.name for line in campaigns["ranked"].lines]) == (0, ["C_Fitness", "C_Solo"])
    assert "None is poor in this selection" in admin_client.get("/insights/").content.decode()


def test_the_poor_come_first_and_the_weakest_fill_up(admin_client):
    must_load(ranked_rows({k: v for k, v in PEOPLE.items() if k not in ("dear", "unseen")}))
    people = insights(admin_client)["people"]
    assert people["count"] == 1
    assert next(line.name for line in people["ranked"].lines) == "Silent"
    assert {line.name[:5] for line in people["ranked"].lines[1:]} == {"Usual"}


def test_an_influencer_without_a_name_is_known_by_the_id(admin_client):
    must_load(ranked_rows() | {"influencers": []})
    assert insights(admin_client)["top"].lines[0].name == "steady"


def test_a_cell_below_three_influencers_is_grey_with_its_reason_and_stands_last(admin_client):
    must_load(ranked_rows())
    lines = insights(admin_client)["personas"].lines
    assert [(line.name, line.people) for line in lines] == [("Fitness · Female", len(PEOPLE) - 1), ("Solo · Female", 1)]
    assert lines[0].why_grey == ""
    assert lines[1].why_grey.startswith("Grey: 1 influencer.")
    assert "Fewer than 3" in admin_client.get("/insights/").content.decode()


@pytest.mark.parametrize(
    "query", [{"q": "lucky"}, {"roas_min": "15"}, {"influencer": "lucky"}, {"influencer__not": "usual1"}]
)
def test_choosing_rows_does_not_change_what_is_known_of_them(admin_client, query):
    must_load(ranked_rows())
    whole = by_name(insights(admin_client)["top"])["lucky"]
    chosen = by_name(insights(admin_client, **query)["top"])["lucky"]
    assert (chosen.roas, chosen.low, chosen.high) == (whole.roas, whole.low, whole.high)


def test_a_platform_filter_leaves_an_influencers_reasons_as_they_are(admin_client):
    must_load(ranked_rows())
    filtered = by_name(insights(admin_client, platform="instagram")["people"]["ranked"])
    assert filtered["dear"].finding.text == "₹1,200 per 1,000 reach; peers ₹208"


def test_without_reach_by_product_there_is_no_reason_but_a_sentence(admin_client):
    data = ranked_rows()
    for row in data["tracking"]:
        row["product"] = "Whey"
    must_load(data)
    line = insights(admin_client, product="whey")["people"]["ranked"].lines[0]
    assert line.finding.label == "Too little data to say"
    assert line.finding.text == "Posts do not record a product."


@pytest.mark.parametrize("path", ["/", "/insights/"])
def test_every_row_leads_to_its_page_and_to_the_report_narrowed_down_to_it(admin_client, path):
    must_load(ranked_rows())
    context = admin_client.get(path, {"date_after": "2025-01-01", "gender": "female", "roas_max": "99"}).context
    lists = [context["top"], context["personas"]]
    lists += [context["poor"], context["platforms"]] if path == "/" else [context["people"]["ranked"]]
    lines = [line for ranked in lists for line in ranked.lines]
    assert len(lines) > 3
    for line in lines:
        assert admin_client.get(line.address).status_code == 200
        page, _, query = line.narrowed.strip("/").partition("/?")
        assert "date_after=2025-01-01" in query and "date_after=2025-01-01" in line.address
        assert "roas" not in query + line.address
        (row,) = screen(admin_client, page, **parse_qs(query)).rows
        assert row["orders"].text == str(line.row["orders"])


@pytest.mark.parametrize("data", [{"tracking": []}, {"payouts": []}])
def test_lists_without_orders_or_payouts_are_answered_in_words(admin_client, data):
    must_load(ranked_rows() | data)
    for path in ("/", "/insights/"):
        answer = admin_client.get(path)
        assert answer.status_code == 200
        assert not re.search(r"\bnan\b", answer.content.decode(), re.IGNORECASE)
    assert insights(admin_client)["top"].lines == []


def test_orders_that_no_file_states_leave_raw_figures_to_rank_by(admin_client):
    data = ranked_rows()
    data["tracking"] = [{k: v for k, v in row.items() if k != "orders"} for row in data["tracking"]]
    must_load(data)
    lines = insights(admin_client)["people"]["ranked"].lines
    assert [line.name for line in lines] == ["Dear", "Silent", "Unseen"]
    assert {line.sure for line in lines} == {"undecided"}
    assert "no orders to learn from" in admin_client.get("/insights/").content.decode()


@pytest.mark.parametrize("path", ["/", "/insights/", "/metrics/"])
def test_the_method_is_one_click_away(admin_client, path):
    must_load(ranked_rows())
    assert "/metrics/ranking/" in admin_client.get(path).content.decode()


def test_the_method_says_its_limits_and_its_numbers(admin_client):
    page = admin_client.get("/metrics/ranking/").content.decode()
    for words in ("What this cannot do", "fewer than 3 influencers", "nano below 10,000", "90 %", "1.25 times worse"):
        assert words in page
