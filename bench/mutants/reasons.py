"""Why a mutant lived: it does the same, a test has been added since, or there is a gap. By module, line and change."""

REASONS: dict[tuple[str, int, str], str] = {
    (
        "campaigns/ingest/identity.py",
        166,
        "-        keys[:, 0] = (days << DAY_BITS) | (keys[:, 0] >> HASH_BITS)\n+        keys[:, 0] = (days << DAY_BITS) ^ (keys[:, 0] >> HASH_BITS)",
    ): "the same: the two halves have no bit in common",
    (
        "campaigns/rollup/columns.py",
        108,
        "-    if len(parts) == 1:\n+    if len(parts) == 0:",
    ): "the same, slower: a single part is joined with nothing",
    (
        "campaigns/metrics/queryset.py",
        109,
        "-        return self.at(Grain.TOTAL).order_by().values(everything=Value(1))\n+        return self.at(Grain.TOTAL).order_by().values(everything=Value( 0))",
    ): "the same: any constant makes one group",
    (
        "campaigns/ingest/cleaning.py",
        96,
        "-                if len(seen) < REMEMBERED:\n+                if not len(seen) < REMEMBERED:",
    ): "the same, slower: nothing is remembered",
    (
        "campaigns/ingest/headers.py",
        127,
        "-    ours = range(len(header) - 3, len(header)) if is_added(header) else ()\n+    ours = range(len(header) % 3, len(header)) if is_added(header) else ()",
    ): "a gap: no test has rejected rows that come back and ignored columns in one file; only what the warning lists differs",
    (
        "campaigns/ingest/payouts.py",
        41,
        '-    fields["total_payout"] = totals.map(lambda total: total or 0)\n+    fields["total_payout"] = totals.map(lambda total: total or 1)',
    ): "the same: totals that are derived are written again before anything is committed",
    (
        "campaigns/rollup/cutting.py",
        18,
        "-SAFE = 1 << 62\n+SAFE = 1 >> 62",
    ): "the same, slower: everything is added up in Python's numbers",
    (
        "campaigns/rollup/proof.py",
        81,
        "-            for place, value in zip(places, values, strict=True):\n+            for place, value in zip(places, values, strict=False):",
    ): "the same: a guard against columns of unequal length, which cannot be",
    (
        "campaigns/rollup/upkeep.py",
        192,
        "-    if using == DEFAULT_DB_ALIAS and is_rollup_empty() and any(model.objects.exists() for model in facts):\n+    if using == DEFAULT_DB_ALIAS or is_rollup_empty() and any(model.objects.exists() for model in facts):",
    ): "the same, slower: the rollup is computed again after migrations that did not touch it",
    (
        "campaigns/metrics/queryset.py",
        63,
        "-        narrowed._is_undated = True\n+        pass",
    ): "its tests are not named for this module: reports/ and payouts/ notice it, tried by hand",
    (
        "campaigns/rollup/due.py",
        160,
        "-        return mine | np.isin(people, np.array(sorted(self._whole), dtype=np.int64))\n+        return mine ^ np.isin(people, np.array(sorted(self._whole), dtype=np.int64))",
    ): "the same: who is looked at whole has no scope of their own",
    (
        "campaigns/rollup/cells.py",
        77,
        "-    return Cells.of_rows(rows.iterator(chunk_size=10_000), tuple(sums))\n+    return Cells.of_rows(rows.iterator(chunk_size= 9999), tuple(sums))",
    ): "the same rows, in other portions",
    (
        "campaigns/models/limits.py",
        58,
        "-    limits = BrandLimit.objects.using(DEFAULT_DB_ALIAS).filter(Q(user=user) | Q(group__user=user))\n+    limits = BrandLimit.objects.using(DEFAULT_DB_ALIAS).filter(Q(user=user) ^ Q(group__user=user))",
    ): "the same: a limit is of a person or of a group, a constraint says so",
    (
        "campaigns/rollup/proof.py",
        89,
        "-        return cells\n+        pass",
    ): "the same, slower: days are folded into days",
    (
        "campaigns/roles.py",
        50,
        '-    | _each(WRITE, ("user", "group"), "auth"),\n+    ^ _each(WRITE, ("user", "group"), "auth"),',
    ): "the same: the two sets have nothing in common",
    (
        "campaigns/ingest/rows.py",
        52,
        "-        if len(places) == len(self) and (places.dtype != bool or places.all()):\n+        if len(places) > len(self) and (places.dtype != bool or places.all()):",
    ): "the same, slower: a shortcut for rows that are all kept",
    (
        "campaigns/metrics/margin.py",
        27,
        '-    return f"{margin / 100:g} %"\n+    return f"{margin - 100:g} %"',
    ): "its tests are not named for this module: web/test_margin.py notices it, tried by hand",
    (
        "campaigns/roles.py",
        42,
        '-    "analyst": LOOK | {EXPORT, SAVE_VIEWS},\n+    "analyst": LOOK ^ {EXPORT, SAVE_VIEWS},',
    ): "the same: the two sets have nothing in common",
    (
        "campaigns/ingest/cleaning.py",
        18,
        "-REMEMBERED = 100_000\n+REMEMBERED = 99999",
    ): "the same: how many cells are remembered changes no value",
    (
        "campaigns/ingest/columns.py",
        71,
        "-        return None\n+        pass",
    ): "the same: a function without an answer gives None",
    (
        "campaigns/rollup/events.py",
        35,
        "-        table = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)\n+        table = np.array(sorted(pairs), dtype=np.int64).reshape(~1, 2)",
    ): "the same: numpy takes any number below zero for the one to find out",
    (
        "campaigns/rollup/upkeep.py",
        93,
        "-                self._write_pending()\n+                pass",
    ): "the same, in more memory: what waits is written in the end",
    (
        "campaigns/ingest/marks.py",
        12,
        "-\n-\n-@dataclass(frozen=True)",
    ): "the same: the class adds no field to the one it derives from",
    (
        "campaigns/rollup/upkeep.py",
        131,
        "-                self._write_pending()\n+                pass",
    ): "the same, in more memory: what waits is written in the end",
    (
        "campaigns/rollup/cutting.py",
        73,
        "-        column = column.astype(object)\n+        pass",
    ): "the same: sums that 64 bits cannot hold are refused before",
    (
        "campaigns/rollup/upkeep.py",
        83,
        "-        touched = set(zip(*(column[order[starts]].tolist() for column in columns), strict=True))\n+        touched = set(zip(*(column[order[starts]].tolist() for column in columns), strict=False))",
    ): "the same: a guard against columns of unequal length, which cannot be",
    (
        "campaigns/roles.py",
        48,
        "-    | _each(VIEW, RUNS)\n+    & _each(VIEW, RUNS)",
    ): "its tests are not named for this module: those of permissions/ and admin/ notice it, tried by hand",
    (
        "campaigns/ingest/marks.py",
        24,
        "-\n-\n-@dataclass(frozen=True)",
    ): "an empty flag is then None, which is as false as False",
    (
        "campaigns/rollup/proof.py",
        217,
        '-        yield f"payout {payout} on {_words(grain, key)}: share missing, facts give {wanted}"\n+        pass',
    ): "noticed since by a test that was added, rollup/test_grains.py",
    (
        "campaigns/rollup/cutting.py",
        53,
        '-        is_sale = (cells.dims["attribution"] == int(Attribution.ATTRIBUTED)) & (cells.sum_of("events_sum") > 0)\n+        is_sale = (cells.dims["attribution"] == int(Attribution.ATTRIBUTED)) & (cells.sum_of("events_sum") > -1)',
    ): "the same: cells of posts alone weigh nothing, so nothing falls on them",
    (
        "campaigns/rollup/columns.py",
        52,
        "-        self.dims = {name: self.dims[name] for name in Rollup.DIMENSIONS}  # in the order of the table's index\n+        pass",
    ): "the same: only the order in which columns are packed and sorted",
    (
        "campaigns/rollup/upkeep.py",
        100,
        "-        return join_cells(parts).grouped(in_place=True)\n+        return join_cells(parts).grouped(in_place=False)",
    ): "the same, in more memory",
    (
        "campaigns/models/limits.py",
        37,
        "-                condition=Q(user__isnull=False, group__isnull=True) | Q(user__isnull=True, group__isnull=False),\n+                condition=Q(user__isnull=False, group__isnull=True) ^ Q(user__isnull=True, group__isnull=False),",
    ): "the same: both cannot be true at once",
    (
        "campaigns/backends.py",
        29,
        "-        return False\n+        pass",
    ): "the same: None is as false as False",
    (
        "campaigns/models/limits.py",
        62,
        "-        if person:\n+        if not person:",
    ): "the same: own limits and those of groups are treated alike",
    (
        "campaigns/roles.py",
        56,
        '-    | _each(VIEW, (*ROWS, "payout"))\n+    ^ _each(VIEW, (*ROWS, "payout"))',
    ): "the same: the two sets have nothing in common",
}
