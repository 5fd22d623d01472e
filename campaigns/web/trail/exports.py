"""The audit trail as CSV: every column as it is stored and hashed, with its place in the chain."""

import json
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse

from campaigns.audit.chain import SAID
from campaigns.models import AuditEntry
from campaigns.reports.exports import Extract, Part, hold_snapshot, stream_csv
from campaigns.reports.fact_pages import keep
from campaigns.reports.parts import Column
from campaigns.web.exports import name_file, record_export
from campaigns.web.trail.filters import read_blocks

COLUMNS = tuple(Column(key=name, label=name, repeats=False) for name in (*SAID, "place", "hash"))


def send_trail(request: HttpRequest, entries: QuerySet[AuditEntry]) -> StreamingHttpResponse:
    """All entries as of one moment, a block at a time; that it was exported is an entry too."""
    record_export(request, "audit", "csv", entries.count())
    response = StreamingHttpResponse(_stream(entries), content_type="text/csv; charset=utf-8")
    return name_file(response, "audit.csv")


def _stream(entries: QuerySet[AuditEntry]) -> Iterator[str]:
    parts = [Part(column=column, place=place, find=keep) for place, column in enumerate(COLUMNS)]
    with hold_snapshot():
        blocks = ([_write(entry) for entry in block] for block in read_blocks(entries))
        yield from stream_csv(Extract(parts=parts, blocks=blocks))


def _write(entry: AuditEntry) -> list[str]:
    seal = getattr(entry, "seal", None)
    place, digest = (str(seal.pk), seal.hash) if seal else ("", "")
    return [*(_write_cell(getattr(entry, name)) for name in SAID), place, digest]


def _write_cell(value: Any) -> str:
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True, ensure_ascii=False) if value else ""
    if hasattr(value, "astimezone"):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return "" if value is None else str(value)
