"""The list of all checks, in the order in which they are told, and how they are run. A new check is one line here."""

from collections.abc import Iterator
from functools import partial

from django.db import Error, connection

from campaigns.doctor import databases, disk, engines, packages, switches, work
from campaigns.doctor.findings import Finding, Look, LookAt, name_check

CHECKS: tuple[Look, ...] = (
    switches.find_debugging,
    switches.find_wildcard_hosts,
    switches.find_insecure_pages,
    switches.find_untrusted_proxy,
    switches.find_insecure_origins,
    switches.find_weak_key,
    switches.find_readable_secrets,
    switches.find_too_many_processes,
    switches.find_little_memory,
    packages.find_other_packages,
    disk.find_open_folder,
    disk.find_foreign_files,
    disk.find_little_space,
    disk.find_stale_files,
    disk.find_uncollected_files,
    disk.find_old_backup,
    databases.find_no_answer,
)
"""These need no database."""
DATABASE_CHECKS: tuple[Look, ...] = (
    databases.find_pending_migrations,
    databases.find_later_version,
    databases.find_clock_skew,
    databases.find_bad_replicas,
)
TABLE_CHECKS: tuple[Look, ...] = (
    databases.find_no_superuser,
    switches.find_demo_logins,
    databases.find_wrong_counts,
    databases.find_no_guard,
    work.find_no_worker,
    work.find_dead_jobs,
    work.find_waiting_jobs,
    work.find_failed_jobs,
)
"""These need the tables of this version."""
POSTGRESQL_CHECKS: tuple[LookAt, ...] = (
    engines.find_end_of_support,
    engines.find_other_encoding,
    engines.find_unsafe_writes,
    engines.find_no_vacuum,
    engines.find_few_connections,
    engines.find_unknown_pooler,
    engines.find_unknown_zone,
    engines.find_small_buffers,
    engines.find_slow_disk_costs,
)
SQLITE_CHECKS: tuple[LookAt, ...] = (
    engines.find_no_wal,
    engines.find_foreign_disk,
    engines.find_unsafe_file,
)


def run_checks() -> Iterator[tuple[str, list[Finding]]]:
    """The name of each check that could be done, and what it found."""
    has_answer = True
    for look in CHECKS:
        found = _run(name_check(look), look)
        has_answer &= not (look is databases.find_no_answer and found)
        yield name_check(look), found
    if not has_answer:
        return
    has_tables = True
    for look in DATABASE_CHECKS:
        found = _run(name_check(look), look)
        has_tables &= not (look is databases.find_pending_migrations and found)
        yield name_check(look), found
    for look in TABLE_CHECKS if has_tables else ():
        yield name_check(look), _run(name_check(look), look)
    is_server = connection.vendor == "postgresql"
    told = engines.read_server() if is_server else engines.read_file()
    for look_at in POSTGRESQL_CHECKS if is_server else SQLITE_CHECKS:
        yield name_check(look_at), _run(name_check(look_at), partial(look_at, told))


def _run(name: str, look: Look) -> list[Finding]:
    """What it found; a check that cannot be done is a finding too."""
    try:
        return list(look())
    except (Error, OSError) as error:
        said = " ".join(str(error).split()).rstrip(".")
        return [
            Finding(
                what=f"The check “{name}” could not be done: {said}.",
                why="What it looks for may be there.",
                do="Mend what that sentence says, then look again.",
            )
        ]
