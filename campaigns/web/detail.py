"""Detail pages: one campaign, influencer, brand, … with its figures, its breakdowns and the rows they are made of."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views import View

from campaigns.formats import EMPTY
from campaigns.metrics.catalog import PAYOUT, REVENUE, ROAS
from campaigns.metrics.dimensions import why_empty
from campaigns.metrics.queryset import Attribution
from campaigns.metrics.tiers import find_tier
from campaigns.reports.catalog import INFLUENCERS, REPORTS
from campaigns.reports.labels import Labels, Person
from campaigns.reports.pages import PAGES
from campaigns.reports.peers import explain_person
from campaigns.reports.reading import BadParameters, read_selection
from campaigns.reports.reasons import Finding
from campaigns.reports.results import find_hidden_payout
from campaigns.reports.subjects import Subject
from campaigns.reports.touches import MOST_ROWS, MOST_RUNS, Touch, list_touches
from campaigns.reports.windows import Counted
from campaigns.roles import SEE_IMPORTS
from campaigns.web.access import NEEDS, may
from campaigns.web.alike import offer_alike
from campaigns.web.figures import build_subject_figures
from campaigns.web.filterbar import build_filter_bar
from campaigns.web.links import carry_query, narrow_query, read_ident
from campaigns.web.pictures import Pictures
from campaigns.web.sections import Sections
from campaigns.web.views import refuse

WITH_DETAIL = {report.key: report for report in REPORTS.values() if report.attributed_only}
OF_PERSONA = ("category", "gender")
SHARE_ORDER = ("date", "campaign_id", "product_id", "brand_id", "source_id")


class SubjectView(ABC, View):
    """What the pages of one value of a report's dimensions share: what they are about, and under which filters."""

    template = ""

    def get(self, request: HttpRequest, report: str, ident: str) -> HttpResponse:
        """The page; 404 for a value that nothing names, 400 for bad parameters."""
        if report not in WITH_DETAIL:
            raise Http404
        self.labels = Labels()
        try:
            self.subject = Subject(WITH_DETAIL[report], read_ident(WITH_DETAIL[report], ident))
            name = self.subject.name(self.labels)
            self.selection = read_selection(request.GET)
        except (ValueError, KeyError) as error:
            raise Http404("There is no such row.") from error
        except BadParameters as problem:
            return refuse(request, problem)
        self.here = self._narrow()
        context = {"title": name, "report": self.subject.report, "carried": carry_query(request.GET)}
        return render(request, self.template, context | self.context())

    def _narrow(self) -> dict[str, str]:
        """The parameters that narrow another page down to this one; of a month only the days in the filter."""
        here, days = narrow_query(self.subject.dimensions, self.subject.ids, self.labels), self.selection
        if "date_after" in here:
            here["date_after"] = max(here["date_after"], f"{days.after or ''}")
            here["date_before"] = min(here["date_before"], f"{days.before or here['date_before']}")
        return here

    def list_runs(self) -> Mapping[str, Any]:
        """The import runs that touched it, each with the lists of its rows, for the template."""
        return {"touches": [self._open_run(touch) for touch in list_touches(self.subject)], "most_runs": MOST_RUNS}

    def _open_run(self, touch: Touch) -> Mapping[str, Any]:
        query = urlencode({**self.here, "run": touch.run.pk})
        rows = {page: count for page, count in touch.rows.items() if may(self.request.user, *NEEDS[page])}
        lists = [(PAGES[page].page.title, count, f"{reverse(page)}?{query}") for page, count in rows.items()]
        return {"run": touch.run, "lists": lists}

    @abstractmethod
    def context(self) -> Mapping[str, Any]:
        """What the template draws beside the title."""


class RunsView(SubjectView):
    """``/brands/2/runs/``: the import runs that touched it; by itself where no index finds its rows quickly."""

    template = "campaigns/touches.html"

    def context(self) -> Mapping[str, Any]:
        counts = Counted(self.subject.cells(), "", self.labels.version).add_up("events_sum")
        rows = sum(count["events_sum"] for count in counts.values())
        if not self.subject.has_index and rows > MOST_ROWS:
            return {"too_many": rows, "most_rows": MOST_ROWS}
        return self.list_runs()


class DetailView(SubjectView):
    """``/campaigns/17/``: everything about one value of a report's dimensions, under the same filters."""

    template = "campaigns/detail.html"

    def context(self) -> Mapping[str, Any]:
        subject, selection, labels = self.subject, self.selection, self.labels
        sections = Sections(self.request, subject, selection, labels, self.here)
        pictures = Pictures(self.request, selection, labels, subject, self.here)
        counted = sections.sums.get(Attribution.ATTRIBUTED, {})
        here = carry_query(self.request.GET, self.here)
        return {
            **self._about(counted),
            "figures": build_subject_figures(subject, selection, counted, here, self.request.user),
            "over_time": pictures.over_time(),
            "why_no_roas": why_empty(ROAS, selection.emptying),
            "step": pictures.periods.step,
            "sections": sections.breakdowns(),
            "lists": sections.lists(),
            "hidden_payout": find_hidden_payout(selection, labels, subject.cells),
            "is_allocated": True,
            "alike": offer_alike(self.request, subject, labels),
            "filterbar": build_filter_bar(self.request, labels, selection),
            **(self._list_runs_here() if may(self.request.user, SEE_IMPORTS) else {}),
        }

    def _list_runs_here(self) -> Mapping[str, Any]:
        """At once where an index finds them, else where to look them up."""
        at = {"touches": None, "runs_at": f"{self.request.path}runs/"}
        return {"sees_runs": True, **(self.list_runs() if self.subject.has_index else at)}

    def _about(self, sums: Mapping[str, int]) -> Mapping[str, Any]:
        """Who an influencer is, and why a poor one is poor."""
        if self.subject.report is not INFLUENCERS:
            return {}
        pk = self.subject.ids[0]
        person = self.labels.people[pk]
        return {"person": person, "facts": self._list_facts(person), "finding": self._explain(pk, sums)}

    def _list_facts(self, person: Person) -> list[tuple[str, str, str]]:
        """Label, text, and the page that it opens."""
        row = INFLUENCERS.add_labels({"_ids": self.subject.ids}, self.labels)
        facts = [
            (gettext(c.label), c.show(dict(row)), "")
            for c in INFLUENCERS.columns
            if c.key not in ("influencer", *OF_PERSONA)
        ]
        persona = " · ".join(row[key] for key in OF_PERSONA if row[key])
        facts.insert(
            1,
            (
                gettext("Persona"),
                persona or EMPTY,
                reverse("detail", args=["personas", f"{person.category}-{person.gender}"]),
            ),
        )
        tier = find_tier(person.follower_count)
        query = urlencode({"platform": row["platform"], "tier": tier.key}) if tier and row["platform"] else ""
        peers = f"{reverse('report', args=['influencers'])}?{query}" if query else ""
        return [*facts, (gettext("Tier"), gettext(tier.label) if tier else EMPTY, peers)]

    def _explain(self, pk: int, sums: Mapping[str, int]) -> Finding | None:
        """The main reason when it was paid and brought in less than break-even."""
        payout = 0 if self.selection.bases is not None else sums.get(PAYOUT.column, 0)
        is_poor = payout > 0 and sums[REVENUE.column] < payout * self.selection.break_even
        return explain_person(pk, self.selection, self.labels) if is_poor else None
