"""What in the data needs a person: every check declared once. The page and ``manage.py quality`` read this list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from campaigns import nouns
from campaigns.reports import findings
from campaigns.reports.findings import Found
from campaigns.reports.payout_checks import ARITHMETIC, OF_ORDERS, TWICE
from campaigns.roles import PAYOUT_PAGES, SEE_PAYOUTS


@dataclass(frozen=True, kw_only=True)
class Place:
    """A page that lists a check's rows; ``permission`` is needed to open it, ``hint`` says where they stand.

    ``by_check`` says that the page knows the check by its key and lists exactly its rows.
    """

    route: str
    args: tuple[str, ...] = ()
    query: Mapping[str, Any] = field(default_factory=dict)
    permission: str = ""
    hint: str = ""
    by_check: bool = False


@dataclass(frozen=True, kw_only=True)
class Check:
    """Something to look at. ``noun`` counts what is found; ``why`` says why it matters and what to do."""

    key: str
    title: str
    noun: str
    why: str
    find: Callable[[], Found]
    place: Place


@dataclass(frozen=True)
class Finding:
    """A check and what it has found now."""

    check: Check
    found: Found

    @property
    def address(self) -> str:
        """The page that lists the rows."""
        place = self.check.place
        named = {"check": self.check.key} if place.by_check else {}
        query = urlencode({**named, **place.query, **self.found.query}, doseq=True)
        return f"{reverse(place.route, args=place.args)}?{query}"


def run_checks() -> list[Finding]:
    """Every check: those with the most money first, then those with the most rows, settled ones last."""
    found = [Finding(check, check.find()) for check in CHECKS]
    return sorted(found, key=lambda f: (-abs(f.found.paise), -f.found.count))


def in_admin(model: str, **query: Any) -> Place:
    """A list of the admin."""
    return Place(route=f"admin:campaigns_{model}_changelist", query=query, permission=f"campaigns.view_{model}")


def in_portal(route: str, *args: str, hint: str = "", **query: Any) -> Place:
    """A page of the portal, open to everybody who may see this one; of payouts, to whoever may see these."""
    return Place(route=route, args=args, query=query, permission=_find_permission(route), hint=hint)


def in_list(route: str) -> Place:
    """A list of the portal that shows what this check has found and nothing else."""
    return Place(route=route, permission=_find_permission(route), by_check=True)


def _find_permission(route: str) -> str:
    return SEE_PAYOUTS if route in PAYOUT_PAGES else ""


CHECKS: tuple[Check, ...] = (
    Check(
        key="incomplete-influencers",
        title=_("Influencers that no influencers file names"),
        noun=nouns.INFLUENCERS,
        why=_(
            "Their sales and payouts count, but under no name, category or platform: load an influencers file that "
            "has them, or correct the ids in the other files."
        ),
        find=findings.find_incomplete,
        place=in_admin("influencer", is_incomplete__exact=1),
    ),
    Check(
        key="unallocated-payouts",
        title=_("Payouts without attributed orders"),
        noun=nouns.PAYOUTS,
        why=_(
            "They have no date, product or source, and filters by these leave them out: look for missing tracking "
            "rows, or for a campaign or influencer id that differs between the files."
        ),
        find=findings.find_unallocated,
        place=in_list("payouts"),
    ),
    Check(
        key="unpaid-influencers",
        title=_("Influencers with attributed revenue and no payout at all"),
        noun=nouns.INFLUENCERS,
        why=_(
            "Their ROAS is empty and that of the campaign looks better than it is: load the missing payouts, or one of "
            "zero for whoever is not paid."
        ),
        find=findings.find_unpaid,
        place=in_portal(
            "report",
            "influencers",
            hint=_("Behind the link they stand first, with a payout share of 0."),
            sort="payout_share",
        ),
    ),
    Check(
        key="baseline-influencers",
        title=_("Baseline sources that name an influencer"),
        noun=nouns.TRACKING_ROWS,
        why=_(
            "Sales of a baseline source count for nobody, although these rows name someone: correct the source in the "
            "file, or make it an influencer source under Sources in the admin."
        ),
        find=findings.find_baseline,
        place=in_portal("tracking", influencer__empty=0),
    ),
    Check(
        key="unbranded-campaigns",
        title=_("Campaigns without a brand"),
        noun=nouns.CAMPAIGNS,
        why=_(
            "Their revenue and payout stand under no brand: choose one, or save the campaign with its brand fixed to "
            "none when that is meant."
        ),
        find=findings.find_unbranded,
        place=in_admin("campaign", brand__id__exact=0, brand_is_fixed__exact=0, names_brands__exact=0),
    ),
    Check(
        key="engagement-above-reach",
        title=_("Posts with more likes and comments than reach"),
        noun=nouns.POSTS,
        why=_(
            "Hardly anyone reacts to what they have not seen, so one of the numbers is wrong and the engagement rate "
            "with it: compare the file with the platform."
        ),
        find=findings.find_above_reach,
        place=in_list("posts"),
    ),
    Check(
        key="engagement-without-reach",
        title=_("Posts with likes or comments but no reach"),
        noun=nouns.POSTS,
        why=_(
            "Their likes raise the engagement rate of everything they are part of, while their reach is missing from "
            "it: add the reach and load the file again."
        ),
        find=findings.find_unreached,
        place=in_list("posts"),
    ),
    Check(
        key="future-tracking",
        title=_("Tracking rows in the future"),
        noun=nouns.TRACKING_ROWS,
        why=_(
            "A sale cannot have happened after today, so day and month may be swapped: correct the dates, or load the "
            "file again with the right order."
        ),
        find=findings.find_future_events,
        place=in_portal("tracking"),
    ),
    Check(
        key="future-posts",
        title=_("Posts in the future"),
        noun=nouns.POSTS,
        why=_(
            "A post with likes cannot be of a day after today, so day and month may be swapped: correct the dates, or "
            "load the file again with the right order."
        ),
        find=findings.find_future_posts,
        place=in_portal("posts"),
    ),
    Check(
        key="future-payouts",
        title=_("Payments in the future"),
        noun=nouns.PAYOUTS,
        why=_("They count in full already: correct the day, or leave it when the payment is planned for then."),
        find=findings.find_future_payouts,
        place=in_portal("payouts"),
    ),
    Check(
        key="shared-names",
        title=_("Names shared by several influencer ids"),
        noun=nouns.INFLUENCERS,
        why=_("If it is one person, their figures are split in two or more: use one id for them in all files."),
        find=findings.find_shared_names,
        place=in_admin("influencer", o=2),
    ),
    Check(
        key="derived-totals",
        title=_("Payouts with a derived total"),
        noun=nouns.PAYOUTS,
        why=_(
            "No file says what was paid, so rate × orders or posts stands in and moves with them: state the total in "
            "the payouts file."
        ),
        find=findings.find_derived,
        place=in_list("payouts"),
    ),
    Check(
        key="order-gaps",
        title=_("Orders paid that differ from orders tracked"),
        noun=nouns.PAYOUTS,
        why=_(
            "Somebody was paid for more or fewer orders than were tracked: ask for the missing tracking rows, or "
            "correct the orders of the payout."
        ),
        find=findings.find_order_gaps,
        place=in_portal("payouts", result=[verdict.key for verdict in OF_ORDERS]),
    ),
    Check(
        key="payout-arithmetic",
        title=_("Payouts whose own cells do not add up"),
        noun=nouns.PAYOUTS,
        why=_(
            "Rate × orders or posts is not the total that stands beside it, so one of the three is wrong: ask for the "
            "invoice and correct the file."
        ),
        find=findings.find_wrong_arithmetic,
        place=in_portal("payouts", result=[ARITHMETIC.key]),
    ),
    Check(
        key="repeated-payouts",
        title=_("Payouts that look paid twice"),
        noun=nouns.PAYOUTS,
        why=_(
            "An earlier one has the same influencer, campaign, basis, amount and day. Two real payouts can be equal: "
            "look at both, and take one out if they are the same."
        ),
        find=findings.find_repeated,
        place=in_portal("payouts", result=[TWICE.key]),
    ),
)
