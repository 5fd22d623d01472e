"""`manage.py quality`: a table for people, one object for scripts."""

import json

import pytest

from campaigns.reports.quality import CHECKS
from campaigns.tests.builders import must_load
from campaigns.tests.commands.runner import run
from campaigns.tests.quality.cases import CASES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def read_checks():
    status, out, err = run("quality", "--json")
    assert (status, err) == (0, "")
    return json.loads(out)["checks"]


def test_json_holds_every_check_with_exactly_these_keys():
    checks = read_checks()
    assert {check["key"] for check in checks} == {check.key for check in CHECKS}
    assert {tuple(check) for check in checks} == {("key", "title", "count", "paise", "address")}


def test_json_is_one_object_and_nothing_else():
    assert list(json.loads(run("quality", "--json")[1])) == ["checks"]


def test_json_says_what_was_found_and_where():
    must_load(CASES["derived-totals"].data)
    found = next(check for check in read_checks() if check["key"] == "derived-totals")
    assert found == {
        "key": "derived-totals",
        "title": "Payouts with a derived total",
        "count": 2,
        "paise": 4400,
        "address": "/payouts/?check=derived-totals",
    }


def test_the_table_has_a_line_for_every_check():
    must_load(CASES["derived-totals"].data)
    lines = run("quality")[1].splitlines()
    assert len(lines) == 1 + len(CHECKS)
    line = next(line for line in lines if "Payouts with a derived total" in line)
    assert line.split()[:2] == ["2", "₹44"]
    assert line.endswith("  /payouts/?check=derived-totals")


def test_a_settled_check_has_no_address_in_the_table():
    assert not any("/" in line for line in run("quality")[1].splitlines())


def test_findings_are_no_failure():
    must_load(CASES["derived-totals"].data)
    assert run("quality")[0] == 0
