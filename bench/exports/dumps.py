"""The yardsticks: the databases' own programs write the same rows as CSV, into nothing."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from bench.engines import ROOT, Engine, SQLite
from bench.processes import run_measured

BARE = "SELECT * FROM campaigns_trackingevent"
SAME = """
SELECT e.date, person.name, campaign.name, product.name, e.orders, e.revenue, source.name,
CASE WHEN source.kind = 'baseline' THEN 'baseline' WHEN e.influencer_id = 0 THEN 'unassigned' ELSE 'attributed' END,
COALESCE(counted.name, own.name), brand.name, person.code, e.user_id, e.tracking_id, {key}
FROM campaigns_trackingevent e
JOIN campaigns_influencer person ON person.id = e.influencer_id
JOIN campaigns_campaign campaign ON campaign.id = e.campaign_id
JOIN campaigns_product product ON product.id = e.product_id
JOIN campaigns_source source ON source.id = e.source_id
JOIN campaigns_brand brand ON brand.id = e.brand_id
JOIN campaigns_brand own ON own.id = CASE WHEN e.brand_id = 0 THEN campaign.brand_id ELSE e.brand_id END
LEFT JOIN campaigns_brand counted ON counted.id = own.alias_of_id
ORDER BY e.date DESC, e.id DESC"""
"""The cells of the export in its order; amounts stay in paise."""


@dataclass(frozen=True)
class Dump:
    """CPU seconds of a dump by the engine's own program, the server's included."""

    engine: Engine
    database: str

    @property
    def program(self) -> str | None:
        """Where it is; None where it is not on this machine."""
        return shutil.which("sqlite3" if isinstance(self.engine, SQLite) else "psql")

    def same(self) -> float:
        """The same cells in the same order."""
        key = "'r' || lower(hex(e.key))" if isinstance(self.engine, SQLite) else "'r' || encode(e.key, 'hex')"
        return self._run(SAME.format(key=key))

    def bare(self) -> float:
        """The table as it lies: ids instead of names, no order."""
        return self._run(BARE)

    def _run(self, query: str) -> float:
        query = " ".join(query.split())
        if isinstance(self.engine, SQLite):
            words = ["-csv", "-header", str(self.engine.path(self.database)), query]
        else:
            copy = f"COPY ({query}) TO STDOUT (FORMAT csv, HEADER)"
            words = ["-X", "-v", "ON_ERROR_STOP=1", "-c", copy, self.engine.url(self.database)]
        self.engine.settle()
        before = self.engine.read_cpu()
        with Path(os.devnull).open("wb") as nothing:
            used = run_measured([self.program, *words], os.environ, ROOT, nothing)
        if used.status:
            raise RuntimeError(f"{self.program} ended with {used.status}.")
        self.engine.wait_for_backends()
        return used.cpu + self.engine.read_cpu() - before
