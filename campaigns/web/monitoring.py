"""What machines measure: requests as they come, and the state of the portal when somebody asks, for Prometheus.

Only where METRICS_TOKEN is set. No label holds anything of a person or of the data: views have names of the program,
methods are those of HTTP. The parts of requests come from django-prometheus, under its names, so dashboards that are
made for it fit; the portal's own begin with ``healthkart_``.
"""

import os
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django_prometheus.middleware import PrometheusAfterMiddleware, PrometheusBeforeMiddleware
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from campaigns.scope import look_at
from campaigns.web.gauges import Gauge, read_gauges

__all__ = ["MeasuredAfter", "PrometheusBeforeMiddleware", "show_measurements"]


class MeasuredAfter(PrometheusAfterMiddleware):
    """The package's own but for two things that strangers could use: a method that is none would become a label of its
    own, without end, and a length that is no number an error."""

    def label_metric(
        self, metric: Any, request: HttpRequest, response: HttpResponse | None = None, **labels: str
    ) -> Any:
        if "method" in labels:
            labels["method"] = self._method(request)
        return super().label_metric(metric, request, response, **labels)

    def process_request(self, request: HttpRequest) -> None:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()):
            request.META["CONTENT_LENGTH"] = "0"  # as Django itself reads it
        super().process_request(request)


@login_not_required
@never_cache
def show_measurements(request: HttpRequest) -> HttpResponse:
    """The page that Prometheus reads. Without the token there is no such page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, settings.METRICS_TOKEN):
        raise Http404
    return HttpResponse(write_measurements(), content_type=CONTENT_TYPE_LATEST)


def write_measurements() -> bytes:
    """Requests of all server processes together, then the portal's state as this one sees it now."""
    requests = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        requests = CollectorRegistry()
        MultiProcessCollector(requests)
    state = CollectorRegistry()
    state.register(_State())
    return generate_latest(requests) + generate_latest(state)


class _State:
    """The gauges as the client's library wants them."""

    @staticmethod
    def collect() -> Iterator[GaugeMetricFamily]:
        with look_at(None):  # a program with the token is no person, and counts everything
            return iter([_describe(gauge) for gauge in read_gauges()])


def _describe(gauge: Gauge) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"healthkart_{gauge.name}", gauge.text, labels=[gauge.label] if gauge.label else None)
    for key, value in gauge.values.items():
        family.add_metric([key] if gauge.label else [], value)
    return family
