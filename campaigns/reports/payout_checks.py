"""What a payout is held against, declared once: each result that a check can have, and the sums its money goes into.

Everything that shows, counts or filters results reads these lists; how a result is found is next door, in
``assessments``.
"""

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from campaigns import nouns
from campaigns.models import Payout

TOLERANCE = 100
"""Paise that are no difference."""
TOLERANCE_SHARE = 200
"""Nor is one part in so many of what was to be paid: 0.5 %."""


@dataclass(frozen=True, kw_only=True, eq=False)
class MoneySum:
    """A sum of money over payouts. Each payout counts in one of them at most."""

    key: str
    label: str
    sentence: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Verdict:
    """What a check can say of a payout. ``glyph`` stands before the ``label``, ``sentence`` says when it is given."""

    key: str
    label: str
    glyph: str
    sentence: str

    @property
    def shown(self) -> str:
        """The glyph and the words, in the reader's language."""
        return f"{self.glyph} {gettext(self.label)}"


OVERPAID = MoneySum(
    key="overpaid",
    label=_("Overpaid"),
    sentence=_("What was paid beyond rate × tracked orders, or rate × posts found."),
)
OWED = MoneySum(
    key="owed",
    label=_("Owed"),
    sentence=_("What rate × tracked orders, or rate × posts found, comes to beyond what was paid."),
)
AT_RISK = MoneySum(
    key="at-risk",
    label=_("At risk"),
    sentence=_("Paid per order without a tracked order, per post without a post, or what looks like a second time."),
)
UNCHECKED_SUM = MoneySum(
    key="unchecked",
    label=_("Cannot be checked"),
    sentence=_("The whole of the payouts whose basis or rate gives nothing to reckon with, clawbacks taken off."),
)
SUMS: tuple[MoneySum, ...] = (OVERPAID, OWED, AT_RISK, UNCHECKED_SUM)

TWICE = Verdict(
    key="twice",
    label=_("Looks paid twice"),
    glyph="≡",
    sentence=_(
        "An earlier payout has the same influencer, campaign, basis, amount and day: it looks like the same one."
    ),
)
NO_ORDERS = Verdict(
    key="no-orders",
    label=_("No orders tracked"),
    glyph="∅",
    sentence=_("It is paid per order, and no attributed order stands in its scope."),
)
NO_POSTS = Verdict(
    key="no-posts",
    label=_("No posts found"),
    glyph="∅",
    sentence=_("It is paid per post, and the posts files have none in its scope."),
)
ARITHMETIC = Verdict(
    key="arithmetic",
    label=_("Arithmetic differs"),
    glyph="≠",
    sentence=_("Its own rate × its own orders or posts is not its total."),
)
MORE_ORDERS = Verdict(
    key="more-orders",
    label=_("More orders than tracked"),
    glyph="▲",
    sentence=_("More orders are paid than were tracked."),
)
MORE_POSTS = Verdict(
    key="more-posts",
    label=_("More posts than found"),
    glyph="▲",
    sentence=_("More posts are paid than the posts files have."),
)
FEWER_ORDERS = Verdict(
    key="fewer-orders",
    label=_("Fewer orders than tracked"),
    glyph="▼",
    sentence=_("Fewer orders are paid than were tracked."),
)
FEWER_POSTS = Verdict(
    key="fewer-posts",
    label=_("Fewer posts than found"),
    glyph="▼",
    sentence=_("Fewer posts are paid than the posts files have."),
)
UNCHECKED = Verdict(
    key=UNCHECKED_SUM.key,
    label=UNCHECKED_SUM.label,
    glyph="?",
    sentence=_("It is hybrid, or its rate is missing or in words: the reason stands with it."),
)
PARTLY = Verdict(
    key="partly",
    label=_("Partly of other brands"),
    glyph="◐",
    sentence=_(
        "Your account is limited to brands, and a part of it belongs to others: it shows your share and is not checked."
    ),
)
AGREES = Verdict(
    key="agrees",
    label=_("Agrees"),
    glyph="✓",
    sentence=_("The total is what rate × tracked orders or posts found comes to, within ₹1 or 0.5 %."),
)
VERDICTS: tuple[Verdict, ...] = (
    TWICE,
    NO_ORDERS,
    NO_POSTS,
    ARITHMETIC,
    MORE_ORDERS,
    MORE_POSTS,
    FEWER_ORDERS,
    FEWER_POSTS,
    UNCHECKED,
    PARTLY,
    AGREES,
)
"""The worst first: a payout gets the first that fits."""
BY_KEY = {verdict.key: verdict for verdict in VERDICTS}
SEVERITY = {verdict.key: place for place, verdict in enumerate(VERDICTS)}
RESULTS = {each.key: each.label for each in (*VERDICTS, *SUMS)}
"""What ``result=`` may name: a verdict, or a sum for all payouts in it; and its label."""
NOTHING_SEEN = (NO_ORDERS, NO_POSTS)
"""Paid for nothing that was tracked or found."""
OF_ORDERS = (NO_ORDERS, MORE_ORDERS, FEWER_ORDERS)
"""Orders paid that are not those tracked."""
MISSING = Verdict(
    key="missing",
    label=_("Tracked sales without payout"),
    glyph="○",
    sentence=_(
        "Attributed sales of an influencer for a campaign, and no payout for that campaign or for all of theirs."
    ),
)
"""Said of an influencer and campaign, not of a payout."""


@dataclass(frozen=True, kw_only=True)
class Basis:
    """How payouts of a basis are checked: what is counted, and the verdicts when the count is not what was paid.

    The sentences say what was stated (``without`` a total, or ``priced``) and how the total compares with it.
    """

    noun: str
    seen: str
    without: str
    priced: str
    exact: str
    above: str
    below: str
    none: Verdict
    more: Verdict
    fewer: Verdict


COUNTED: dict[str, Basis] = {
    Payout.Basis.ORDER: Basis(
        noun=nouns.ORDERS,
        seen=_("tracked"),
        without=_("no total and no orders; {total} stands in"),
        priced=_("{rate} per order, {total} in all"),
        exact=_("exactly what was tracked"),
        above=_("{gap} more than tracked"),
        below=_("{gap} less than tracked"),
        none=NO_ORDERS,
        more=MORE_ORDERS,
        fewer=FEWER_ORDERS,
    ),
    Payout.Basis.POST: Basis(
        noun=nouns.POSTS,
        seen=_("found"),
        without=_("no total and no posts; {total} stands in"),
        priced=_("{rate} per post, {total} in all"),
        exact=_("exactly what was found"),
        above=_("{gap} more than found"),
        below=_("{gap} less than found"),
        none=NO_POSTS,
        more=MORE_POSTS,
        fewer=FEWER_POSTS,
    ),
}
"""The bases that say how many of something were paid."""
