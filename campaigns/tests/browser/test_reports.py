"""A person's way through the reports: log in, filter, sort, open a row, go back, export."""

import csv
import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sample")]


def first_cells(page):
    """The first cell of each row of the table; waited for by ``expect``."""
    return page.locator("table.result tbody tr td:first-child")


def test_a_person_logs_in_by_typing_and_lands_where_they_wanted(browser_page, admin):
    browser_page.goto("/campaigns/")
    expect(browser_page).to_have_url(re.compile(r"/login/\?next=/campaigns/"))
    browser_page.get_by_label("User name").fill("asha")
    browser_page.get_by_label("Password").fill("a-long-password-1")
    browser_page.get_by_role("button", name="Log in").click()
    expect(browser_page.get_by_role("heading", name="Campaigns", level=1)).to_be_visible()
    expect(browser_page).to_have_url(re.compile("/campaigns/$"))


def test_a_wrong_password_is_told(browser_page, admin):
    browser_page.goto("/login/")
    browser_page.get_by_label("User name").fill("asha")
    browser_page.get_by_label("Password").fill("wrong")
    browser_page.get_by_role("button", name="Log in").click()
    expect(browser_page.get_by_role("alert")).to_contain_text("do not match")


def test_filter_by_brand_sort_by_roas_open_a_row_and_come_back(page):
    page.goto("/")
    page.get_by_role("link", name="Campaigns", exact=True).first.click()
    expect(first_cells(page)).to_have_count(3)
    page.locator("#pick-brand > summary").click()
    page.get_by_label("HK", exact=True).check()
    expect(page).to_have_url(re.compile(r"/campaigns/\?brand=HK$"))
    expect(first_cells(page)).to_have_text(["HK_Two"])
    page.keyboard.press("Escape")
    expect(page.get_by_role("list", name="Active filters")).to_contain_text("Brand is HK")

    page.get_by_role("link", name=re.compile("Brand is HK")).click()
    expect(page).to_have_url(re.compile("/campaigns/$"))
    page.locator("th.col-roas a").first.click()
    expect(page).to_have_url(re.compile("sort=-roas"))
    expect(first_cells(page)).to_have_text(["MB_One", "HK_Two", re.compile(".*")])
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("ROAS")
    page.locator("th.col-roas a").first.click()
    expect(page).to_have_url(re.compile("sort=roas"))
    expect(first_cells(page)).to_have_text(["HK_Two", "MB_One", re.compile(".*")])

    page.get_by_role("link", name="MB_One", exact=True).first.click()
    expect(page.get_by_role("heading", name="MB_One", level=1)).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile("sort=roas"))
    expect(first_cells(page)).to_have_text(["HK_Two", "MB_One", re.compile(".*")])


def test_the_export_link_downloads_the_filtered_sorted_table(page):
    page.goto("/campaigns/?campaign=MB_One&campaign=HK_Two&sort=campaign")
    with page.expect_download() as download:
        page.get_by_role("link", name="Export CSV").click()
    assert download.value.suggested_filename == "campaigns.csv"
    with open(download.value.path(), encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["campaign"], row["revenue"]) for row in rows] == [("HK_Two", "500.50"), ("MB_One", "749.75")]


def test_the_exact_amount_is_a_hover_away(page):
    page.goto("/campaigns/?campaign=HK_Two")
    cell = page.locator("tbody td.col-revenue")
    expect(cell).to_have_text("₹501")
    expect(cell.locator("[title]")).to_have_attribute("title", "₹500.50")
