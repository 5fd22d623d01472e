"""Random data: every filter in every form leaves exactly the rows and figures that the oracle computes."""

from math import isclose

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from campaigns.tests.builders import must_load, taken_back
from campaigns.tests.examples import up_to
from campaigns.tests.oracle import METRICS, Oracle, fold, fold_source
from campaigns.tests.reports.pages import export, paise, sums
from campaigns.tests.strategies import BRANDS, CAMPAIGNS, DAYS, PEOPLE, PLATFORMS, PRODUCTS, SOURCES, data_sets

pytestmark = pytest.mark.django_db
NAMES = {
    "brand": {*BRANDS, "MuscleBlaze"},
    "campaign": {*CAMPAIGNS},
    "product": {*PRODUCTS},
    "platform": {*PLATFORMS},
    "category": {"Fitness", "FITNESS", "food"},
    "gender": {"Male", "female"},
    "source": {*SOURCES, "insta-story", "paid_ad"},
    "influencer": {*PEOPLE},
}
NAMES = {key: sorted({*names, "nobody knows this"} - {""}) for key, names in NAMES.items()}
FORMS = ("=", "repeated", "__not", "__empty=1", "__empty=0")
PAGES = {
    "campaigns": ["campaign"],
    "influencers": ["influencer_id"],
    "brands": ["brand"],
    "products": ["product"],
    "platforms": ["platform"],
    "personas": ["category", "gender"],
    "months": ["month"],
}
POST_METRICS = {"posts", "reach", "likes", "comments", "engagement_rate"}
MIXED = {"cost_per_1000_reach", "revenue_per_post"}
MONEY = {"revenue", "payout", "net_return"}
PRICES = {"aov", "cost_per_order", "cost_per_1000_reach", "revenue_per_post"}
COUNTS = {"orders", "posts", "reach", "likes", "comments"}
UNCHECKED = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]  # making an example smaller takes minutes here
slow = settings(max_examples=up_to(12), suppress_health_check=UNCHECKED, phases=PHASES)


def folded(dimension, name):
    """What the oracle calls a name."""
    if dimension == "influencer":
        return name
    return fold_source(name) if dimension == "source" else fold(name)


def read_form(dimension, form, names):
    """The query of a filter in a form, and which facts it keeps."""
    wanted = {folded(dimension, name) for name in names}
    return {
        "=": ({dimension: names[0]}, lambda f: f[dimension] == folded(dimension, names[0])),
        "repeated": ({dimension: names}, lambda f: f[dimension] in wanted),
        "__not": ({f"{dimension}__not": names}, lambda f: f[dimension] not in wanted),
        "__empty=1": ({f"{dimension}__empty": "1"}, lambda f: f[dimension] is None),
        "__empty=0": ({f"{dimension}__empty": "0"}, lambda f: f[dimension] is not None),
    }[form]


def meaningless(cuts):
    """The metrics that must be empty under these cuts, by the contract's words."""
    if {"product", "source"} & set(cuts):
        return POST_METRICS | MIXED
    return MIXED if "platform" in cuts else set()


def group(oracle, columns, keep, empty):
    """The oracle's figures by the columns of a page; posts make no row where no column is about them."""
    found = {}
    for fact in filter(keep, oracle.facts):
        if fact["posts"] and empty >= POST_METRICS:
            continue
        label = tuple(fact["influencer" if c == "influencer_id" else c] for c in columns)
        into = found.setdefault(
            label, dict.fromkeys(("orders", "revenue", "payout", "posts", "reach", "likes", "comments"), 0)
        )
        for key in into:
            into[key] += fact[key]
    return found


def assert_row(row, wanted, empty, where):
    for key, compute in METRICS.items():
        cell, value = row[key], compute(wanted)
        if key in empty or value is None:
            assert cell == "", (where, key)
        elif key in COUNTS:
            assert cell == str(value), (where, key)
        elif key in MONEY:
            assert paise(cell) == value, (where, key)
        else:
            assert isclose(float(cell), value / (100 if key in PRICES else 1), rel_tol=1e-9, abs_tol=1e-12), (
                where,
                key,
            )


def assert_page(client, oracle, page, query, keep, cuts):
    columns = PAGES[page]
    rows = export(client, page, **query)
    got = {tuple(row[c] if c == "influencer_id" else fold(row[c]) for c in columns): row for row in rows}
    assert len(got) == len(rows)
    empty = meaningless([*columns, *cuts])
    wanted = group(oracle, columns, keep, empty)
    assert got.keys() == wanted.keys(), (page, query)
    for label, figures in wanted.items():
        assert_row(got[label], figures, empty, (page, query, label))


@slow
@given(data=data_sets(8), chosen=st.data())
def test_every_filter_in_every_form_gives_exactly_the_oracles_rows(admin_client, data, chosen):
    with taken_back():
        must_load(data)
        oracle = Oracle(data)
        for dimension, names in NAMES.items():
            for form in FORMS:
                page = chosen.draw(st.sampled_from(list(PAGES)))
                some = chosen.draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
                query, keep = read_form(dimension, form, some)
                assert_page(admin_client, oracle, page, query, keep, [dimension])


@slow
@given(
    data=data_sets(8),
    first=st.sampled_from(list(NAMES)),
    second=st.sampled_from(list(NAMES)),
    forms=st.tuples(st.sampled_from(FORMS), st.sampled_from(FORMS)),
    days=st.lists(st.sampled_from(DAYS), min_size=2, max_size=2).map(sorted),
    chosen=st.data(),
)
def test_filters_and_days_together_mean_all_of_them_at_once(admin_client, data, first, second, forms, days, chosen):
    if first == second:
        second = "platform" if first != "platform" else "campaign"
    query, keeps = {"date_after": days[0], "date_before": days[1]}, []
    for dimension, form in zip((first, second), forms, strict=True):
        more, keep = read_form(dimension, form, [chosen.draw(st.sampled_from(NAMES[dimension]))])
        query |= more
        keeps.append(keep)
    with taken_back():
        must_load(data)
        oracle = Oracle(data)
        for page in PAGES:
            assert_page(
                admin_client, oracle, page, query,
                lambda f: f["date"] is not None and days[0] <= f["date"] <= days[1] and all(keep(f) for keep in keeps),
                [first, second],
            )  # fmt: skip


@slow
@given(data=data_sets(8), dimension=st.sampled_from(list(NAMES)), chosen=st.data())
def test_two_forms_of_one_filter_mean_both_and_empty_beside_names_means_either(admin_client, data, dimension, chosen):
    some = st.lists(st.sampled_from(NAMES[dimension]), min_size=1, max_size=2, unique=True)
    names, others = chosen.draw(some), chosen.draw(some)
    wanted, keep = read_form(dimension, "repeated", names)
    unwanted, keep_not = read_form(dimension, "__not", others)
    with taken_back():
        must_load(data)
        oracle = Oracle(data)
        both = wanted | unwanted
        assert_page(admin_client, oracle, "campaigns", both, lambda f: keep(f) and keep_not(f), [dimension])
        either = wanted | {f"{dimension}__empty": "1"}
        assert_page(admin_client, oracle, "campaigns", either, lambda f: keep(f) or f[dimension] is None, [dimension])


@slow
@given(data=data_sets(8), dimension=st.sampled_from(list(NAMES)), form=st.sampled_from(FORMS), chosen=st.data())
def test_a_payout_shows_its_share_under_the_filter_and_stays_whole_beside_it(
    admin_client, data, dimension, form, chosen
):
    for number, row in enumerate(data["payouts"]):
        row["payout_id"] = f"P{number}"
    some = chosen.draw(st.lists(st.sampled_from(NAMES[dimension]), min_size=1, max_size=2, unique=True))
    query, keep = read_form(dimension, form, some)
    with taken_back():
        must_load(data)
        oracle = Oracle(data)
        rows = {row["payout_id"]: row for row in export(admin_client, "payouts", **query)}
        for payout in data["payouts"]:
            shares = [fact["payout"] for fact in oracle.read_shares(payout) if keep(fact)]
            row = rows.pop(payout["payout_id"], None)
            assert row is not None or not any(shares)
            if row is not None:
                assert shares
                assert (paise(row["payout"]), paise(row["total_payout"])) == (sum(shares), oracle.total(payout))
        assert not rows


@slow
@given(data=data_sets(10), chosen=st.data())
def test_every_page_adds_up_to_the_same_orders_revenue_and_payout(admin_client, data, chosen):
    dimension = chosen.draw(st.sampled_from([None, *NAMES]))
    query = read_form(dimension, "__empty=0", ["x"])[0] if dimension else {}
    with taken_back():
        must_load(data)
        whole = sums(export(admin_client, "campaigns", **query))
        for page in PAGES:
            assert sums(export(admin_client, page, **query)) == whole, page
        apart = [row for row in export(admin_client, "sources", **query) if row["attribution"] == "influencer"]
        assert sums(apart) == whole
        assert sum(paise(row["payout"]) for row in export(admin_client, "payouts", **query)) == whole["payout"]
