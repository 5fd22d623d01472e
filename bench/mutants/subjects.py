"""Which modules get faults, and the tests that must notice: fast ones on SQLite, the closest first, no browser."""


def _tests(names: str) -> tuple[str, ...]:
    return tuple(f"campaigns/tests/{name}" for name in names.split())


GRAMMAR = _tests("ingest/test_cells.py ingest/test_dates.py ingest/test_headers.py")
CELLS = GRAMMAR + _tests("ingest/test_outcomes.py ingest/test_problems.py")
SAME = _tests("ingest/test_keys.py ingest/test_identity.py ingest/test_later_files.py") + CELLS
ROLLUP = _tests("rollup/ metrics/ commands/test_rollup_and_digest.py test_edits.py test_properties.py")
SPREAD = _tests("test_allocation.py ingest/test_later_files.py") + ROLLUP
METRICS = _tests("metrics/ reports/test_empty_metrics.py rollup/test_grains.py test_properties.py")
PEOPLE = _tests("permissions/test_roles.py web/test_access.py permissions/test_brands.py")

SUBJECTS: dict[str, dict[str, tuple[str, ...]]] = {
    "cleaning": {
        "campaigns/ingest/cleaning.py": SAME,
        "campaigns/ingest/columns.py": CELLS,
        "campaigns/ingest/days.py": CELLS,
        "campaigns/ingest/headers.py": CELLS + _tests("web/imports/test_columns.py ingest/test_rejects.py"),
        "campaigns/ingest/identity.py": SAME,
        "campaigns/ingest/marks.py": SAME + _tests("test_round_trip.py"),
        "campaigns/ingest/payouts.py": SAME,
        "campaigns/ingest/repeats.py": SAME,
        "campaigns/ingest/rows.py": SAME + _tests("web/imports/test_preview.py"),
    },
    "allocation": {
        "campaigns/allocation.py": SPREAD,
        "campaigns/rollup/cutting.py": SPREAD,
        "campaigns/rollup/shares.py": SPREAD,
        "campaigns/rollup/due.py": SPREAD,
    },
    "rollup": {
        "campaigns/rollup/cells.py": ROLLUP,
        "campaigns/rollup/columns.py": ROLLUP,
        "campaigns/rollup/events.py": ROLLUP,
        "campaigns/rollup/proof.py": ROLLUP,
        "campaigns/rollup/upkeep.py": ROLLUP,
    },
    "metrics": {
        "campaigns/metrics/catalog.py": METRICS,
        "campaigns/metrics/dimensions.py": METRICS,
        "campaigns/metrics/margin.py": METRICS,
        "campaigns/metrics/parts.py": METRICS,
        "campaigns/metrics/queryset.py": METRICS,
        "campaigns/metrics/tiers.py": METRICS,
    },
    "permissions": {
        "campaigns/backends.py": PEOPLE,
        "campaigns/models/limits.py": PEOPLE,
        "campaigns/models/scoped.py": PEOPLE,
        "campaigns/roles.py": PEOPLE,
        "campaigns/scope.py": PEOPLE,
        "campaigns/web/access.py": PEOPLE,
    },
}
"""Area → module → its tests."""
TESTS = {path: tests for modules in SUBJECTS.values() for path, tests in modules.items()}
