"""Why a mutant lived: it does the same, a test has been added since, or there is a gap. By module, line and change."""

REASONS: dict[tuple[str, int, str], str] = {
    (
        "campaigns/ingest/headers.py",
        52,
        "-            places = _find_chosen(sheet, choice, header, line)\n+            pass",
    ): "its tests were not named for this module; they are since (web/imports/test_columns.py); not tried again",
    (
        "campaigns/ingest/identity.py",
        175,
        '-    records["high"], records["low"] = keys[:, 0], keys[:, 1]\n+    records["high"], records["low"] = keys[:, 0], keys[:, 0]',
    ): "noticed since by a test that was added, ingest/test_keys.py; tried by itself: killed",
    (
        "campaigns/ingest/marks.py",
        8,
        '-FLAGS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}\n+FLAGS = {"yes": True, "true": False, "1": True, "no": False, "false": False, "0": False}',
    ): "noticed since by a test that was added, ingest/test_cells.py; tried by itself: killed",
    (
        "campaigns/ingest/rows.py",
        110,
        '-    return "" if value is None else str(value)\n+    return "" if value is not None else str(value)',
    ): "its tests were not named for this module; they are since (web/imports/test_preview.py); not tried again",
    (
        "campaigns/rollup/upkeep.py",
        194,
        '-    for campaign in Campaign.objects.order_by("pk").values_list("pk", flat=True):\n+    for campaign in Campaign.objects.order_by("pk").values_list("pk", flat=False):',
    ): "the same: Django takes a tuple of one id for that id",
    (
        "campaigns/metrics/parts.py",
        127,
        "-        return Count(self.column, distinct=True, filter=Q(events_sum__gt=0) | Q(shares_sum__gt=0))\n+        return Count(self.column, distinct=False, filter=Q(events_sum__gt=0) | Q(shares_sum__gt=0))",
    ): "its tests were not named for this module; they are since (test_properties.py); not tried again",
    (
        "campaigns/models/limits.py",
        34,
        "-                condition=Q(user__isnull=False, group__isnull=True) | Q(user__isnull=True, group__isnull=False),\n+                condition=Q(user__isnull=False, group__isnull=True) ^ Q(user__isnull=True, group__isnull=False),",
    ): "the same: the two conditions exclude each other",
    (
        "campaigns/ingest/cleaning.py",
        163,
        '-    return CellError("missing-value") if column.filled and value == "" else value\n+    return CellError("missing-value") if not column.filled and value == "" else value',
    ): "the check could find nothing and is gone since",
    (
        "campaigns/ingest/marks.py",
        33,
        "-        return FLAGS[text.casefold()]\n+        pass",
    ): "noticed since by a test that was added, ingest/test_cells.py; tried by itself: killed",
    (
        "campaigns/rollup/columns.py",
        117,
        '-    order = np.lexsort(columns[::-1]) if packed is None else np.argsort(packed, kind="stable")\n+    order = np.lexsort(columns[::-1]) if not packed is None else np.argsort(packed, kind="stable")',
    ): "noticed since by a test that was added, rollup/test_columns.py; tried by itself: killed",
    (
        "campaigns/roles.py",
        76,
        "-        create_permissions(every_app.get_app_config(app), verbosity=0, using=using, apps=apps)\n+        create_permissions(every_app.get_app_config(app), verbosity= 1, using=using, apps=apps)",
    ): "only prints a line",
    (
        "campaigns/ingest/marks.py",
        8,
        '-FLAGS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}\n+FLAGS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": True}',
    ): "noticed since by a test that was added, ingest/test_cells.py; tried by itself: killed",
    (
        "campaigns/rollup/due.py",
        60,
        "-        return self.campaign_id == NONE or (\n+        return self.campaign_id > NONE or (",
    ): "noticed since by a test that was added, rollup/test_shares.py; tried by itself: killed",
    (
        "campaigns/rollup/columns.py",
        141,
        "-    return column.astype(np.int32) if not len(column) or column.max() < 1 << 31 else column\n+    return column.astype(np.int32) if not len(column) or column.max() < 0 << 31 else column",
    ): "the same numbers in twice the memory",
    (
        "campaigns/backends.py",
        27,
        '-        if user.is_active and app != "campaigns" and find_scope(user) is not None:\n+        if not user.is_active and app != "campaigns" and find_scope(user) is not None:',
    ): "noticed since by a test that was added, permissions/test_roles.py; tried by itself: killed",
    (
        "campaigns/roles.py",
        76,
        "-        create_permissions(every_app.get_app_config(app), verbosity=0, using=using, apps=apps)\n+        pass",
    ): "noticed since by a test that was added, permissions/test_roles.py; tried by itself: killed",
    (
        "campaigns/web/access.py",
        67,
        '-    raise PermissionDenied(REFUSALS[permissions[0]] if permissions else "This page is for superusers only.")\n+    pass',
    ): "noticed since by a test that was added, permissions/test_roles.py; tried by itself: killed",
    (
        "campaigns/ingest/days.py",
        64,
        "-    second_above = any(d.second > 12 for d in dates)\n+    second_above = any(d.second > 11 for d in dates)",
    ): "noticed since by a test that was added, ingest/test_dates.py; tried by itself: killed",
    (
        "campaigns/ingest/identity.py",
        105,
        "-        records, places = records[several], places[several]\n+        pass",
    ): "the same, only slower: single rows are sorted out later, too",
    (
        "campaigns/ingest/marks.py",
        24,
        "-\n-\n-@dataclass(frozen=True)",
    ): "an empty flag is then None, which is as false as False",
    (
        "campaigns/rollup/columns.py",
        136,
        "-    return packed\n+    pass",
    ): "noticed since by a test that was added, rollup/test_columns.py; tried by itself: killed",
    (
        "campaigns/models/limits.py",
        55,
        "-    limits = BrandLimit.objects.using(DEFAULT_DB_ALIAS).filter(Q(user=user) | Q(group__user=user))\n+    limits = BrandLimit.objects.using(DEFAULT_DB_ALIAS).filter(Q(user=user) ^ Q(group__user=user))",
    ): "the same: a limit is of a person or of a group, never of both",
    (
        "campaigns/models/scoped.py",
        129,
        '-    return Q(pk=NONE) | Q(pk__in=_people(brands, "gender_id"))\n+    return Q(pk=NONE) ^ Q(pk__in=_people(brands, "gender_id"))',
    ): "noticed since by a test that was added, permissions/test_brands.py; tried by itself: killed",
    (
        "campaigns/roles.py",
        42,
        '-    "analyst": LOOK | {EXPORT, SAVE_VIEWS},\n+    "analyst": LOOK ^ {EXPORT, SAVE_VIEWS},',
    ): "the same: the two sets have nothing in common",
    (
        "campaigns/ingest/marks.py",
        28,
        "-    empty: bool = False\n+    empty: bool = True",
    ): "noticed since by a test that was added, ingest/test_cells.py; tried by itself: killed",
    (
        "campaigns/rollup/columns.py",
        80,
        '-    def grouped(self, *, in_place: bool = False) -> "Cells":\n+    def grouped(self, /, in_place: bool = False) -> "Cells":',
    ): "the same for all callers, who write the name",
    (
        "campaigns/rollup/events.py",
        35,
        "-        table = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)\n+        table = np.array(sorted(pairs), dtype=np.int64).reshape(- 2, 2)",
    ): "the same: the rows are counted either way",
    (
        "campaigns/models/scoped.py",
        155,
        "-    return Q(Exists(shares.filter(condition))) | (~Q(Exists(shares)) & (for_one | for_all))\n+    return Q(Exists(shares.filter(condition))) | (~Q(Exists(shares)) & (for_one ^ for_all))",
    ): "noticed since by a test that was added, permissions/test_brands.py; tried by itself: killed",
    (
        "campaigns/rollup/shares.py",
        166,
        "-        of_campaign = payout.campaign_id != NONE and any(campaign != NONE for campaign in mine)\n+        of_campaign = payout.campaign_id != NONE and any(campaign <= NONE for campaign in mine)",
    ): "its tests were not named for this module; they are since (ingest/test_later_files.py); not tried again",
    (
        "campaigns/ingest/columns.py",
        102,
        "-    limit: int = 200\n+    limit: int = 199",
    ): "noticed since by a test that was added, ingest/test_cells.py; tried by itself: killed",
    (
        "campaigns/ingest/headers.py",
        111,
        "-    ours = range(len(header) - 3, len(header)) if is_added(header) else ()\n+    ours = range(len(header) - 2, len(header)) if is_added(header) else ()",
    ): "a gap in the named tests: rejected rows that come back; ingest/test_rejects.py is not among them",
    (
        "campaigns/rollup/due.py",
        61,
        "-            self.total_is_derived and self.basis == Payout.Basis.POST and self.posts is None\n+            self.total_is_derived and self.basis == Payout.Basis.POST and self.posts is not None",
    ): "its tests were not named for this module; they are since (ingest/test_later_files.py); not tried again",
    (
        "campaigns/ingest/columns.py",
        236,
        '-    paise = int(whole) * 100 + int((rest + "00")[:2]) + (beyond[:1] >= "5")\n+    paise = int(whole) * 100 + int((rest + "00")[:2]) + (beyond[: 2] >= "5")',
    ): "the same: a first digit decides the comparison of texts",
    (
        "campaigns/ingest/headers.py",
        48,
        "-        report.header, report.header_key = header, header_key(header)\n+        pass",
    ): "its tests were not named for this module; they are since (web/imports/test_columns.py); not tried again",
    (
        "campaigns/ingest/identity.py",
        68,
        "-        parts = -(-self._count // PART) or 1\n+        parts = -(self._count // PART) or 1",
    ): "a gap: only files of more than a million rows are compared in parts",
    (
        "campaigns/ingest/marks.py",
        8,
        '-FLAGS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}\n+FLAGS = {"yes": True, "true": True, "1": True, "no": False, "false": True, "0": False}',
    ): "noticed since by a test that was added, ingest/test_cells.py; tried by itself: killed",
    (
        "campaigns/ingest/rows.py",
        54,
        "-        keys = [self.keys[p] for p in (places.nonzero()[0] if places.dtype == bool else places)]\n+        keys = [self.keys[p] for p in (places.nonzero()[ -1] if places.dtype == bool else places)]",
    ): "the same: there is one axis, so the first is the last",
    (
        "campaigns/rollup/columns.py",
        87,
        "-            return self\n+            pass",
    ): "the same for no cells, only slower",
    (
        "campaigns/metrics/dimensions.py",
        111,
        '-    return ""\n+    pass',
    ): "None is as false as an empty text, and callers ask no more",
    (
        "campaigns/metrics/parts.py",
        130,
        "-        return None\n+        pass",
    ): "the same: a function without return returns None",
    (
        "campaigns/ingest/payouts.py",
        14,
        '-        totals = zip(batch.cells["total_payout"].list(), flags.list(), strict=True)\n+        totals = zip(batch.cells["total_payout"].list(), flags.list(), strict=False)',
    ): "the same: both columns are of one batch",
}
