"""Settings that work and should not be so. What cannot work at all stops the start (healthkart_roi/settings.py)."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.checks.security.base import check_secret_key

from campaigns.demo.logins import ADMIN, MARKETER, has_logins
from campaigns.doctor.findings import Finding

THREADS = 4
"""Of one server process, as gunicorn.conf.py has it."""
MOST_PROCESSES_PER_CORE = 4
LITTLE_MEMORY_BYTES = 512 * 1024 * 1024
MEMORY = Path("/proc/meminfo")


def find_debugging() -> Iterator[Finding]:
    """Pages of errors that show settings and variables to anybody."""
    if settings.DEBUG and not settings.ON_LOOPBACK:
        yield Finding(
            what="DEBUG is 1, and other machines can reach the portal.",
            why="Pages of errors show code, settings and data to anybody who causes one.",
            do="Remove DEBUG, or set it to 0.",
        )


def find_wildcard_hosts() -> Iterator[Finding]:
    """Any name at all in a request's Host header."""
    if "*" in settings.ALLOWED_HOSTS:
        yield Finding(
            what="ALLOWED_HOSTS is *, so the portal answers under any name.",
            why="Somebody else's name can lead to it, and links that it writes can be made to lead elsewhere.",
            do="Set ALLOWED_HOSTS to the names that people use.",
        )


def find_insecure_pages() -> Iterator[Finding]:
    """A portal on a network without HTTPS."""
    if not settings.SECURE and not settings.ON_LOOPBACK:
        yield Finding(
            what="SECURE is 0, and other machines can reach the portal.",
            why="Passwords and figures travel where others on the network can read them.",
            do="Put HTTPS in front (deploy/README.md) and remove SECURE, or set it to 1.",
        )


def find_untrusted_proxy() -> Iterator[Finding]:
    """HTTPS that only a proxy can bring, and no proxy is believed."""
    if settings.SECURE and not settings.TRUSTED_PROXY:
        yield Finding(
            what="SECURE is 1 and TRUSTED_PROXY is 0.",
            why="Behind a proxy every page then redirects to itself, because the server sees plain HTTP only.",
            do="Set TRUSTED_PROXY to 1 if a proxy that sets X-Forwarded-Proto itself stands in front.",
            is_hint=True,
        )


def find_insecure_origins() -> Iterator[Finding]:
    """Forms that may come from pages without HTTPS."""
    plain = [origin for origin in settings.CSRF_TRUSTED_ORIGINS if origin.startswith("http://")]
    if settings.SECURE and plain:
        yield Finding(
            what=f"CSRF_TRUSTED_ORIGINS has {', '.join(plain)} without HTTPS.",
            why="Whoever is on the network can change such a page and have it send forms in a person's name.",
            do="Write https:// there, or remove the origin.",
        )


def find_weak_key() -> Iterator[Finding]:
    """A secret key that can be guessed."""
    if check_secret_key(None):
        yield Finding(
            what="SECRET_KEY is short or simple.",
            why="Who guesses it can make sessions and links that the portal takes for its own.",
            do="Set SECRET_KEY to at least 50 random characters. Everybody has to log in again.",
        )


def find_readable_secrets() -> Iterator[Finding]:
    """Files with secrets that other accounts of the machine can read."""
    for name in ("secret-key", "demo-logins.txt"):
        path = Path(settings.VAR_DIR) / name
        if path.exists() and path.stat().st_mode & 0o077:
            yield Finding(
                what=f"Other accounts of this machine can read {path}.",
                why="It holds a secret.",
                do=f"chmod 600 {path}",
            )


def find_demo_logins() -> Iterator[Finding]:
    """The two accounts of the demo on a portal for others."""
    if not settings.ON_LOOPBACK and has_logins():
        yield Finding(
            what=f"The demo's logins “{ADMIN}” and “{MARKETER}” exist, and other machines can reach the portal.",
            why="Their passwords lie in a file and were printed.",
            do="Make accounts for people (manage.py createsuperuser), then remove these two in the admin.",
        )


def find_too_many_processes() -> Iterator[Finding]:
    """More server processes than the machine's cores can use."""
    processes, cores = read_processes(), os.cpu_count() or 1
    if processes > cores * MOST_PROCESSES_PER_CORE:
        yield Finding(
            what=f"WEB_CONCURRENCY is {processes}, and the machine has {cores} cores.",
            why="Each process takes memory and connections to the database, and none is faster for it.",
            do=f"Set WEB_CONCURRENCY to {cores} to {cores * 2}.",
            is_hint=True,
        )


def find_little_memory() -> Iterator[Finding]:
    """A machine on which an import or a workbook may be killed."""
    lines = MEMORY.read_text(encoding="ascii").splitlines() if MEMORY.exists() else []
    free = next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), None)
    if free is not None and free < LITTLE_MEMORY_BYTES:
        yield Finding(
            what=f"{free // 1024**2} MB of memory are left on this machine.",
            why="A large import takes about 500 MB; the system may end it, or the server, half-way.",
            do="Give the machine more memory, or lower WEB_CONCURRENCY.",
            is_hint=True,
        )


def read_processes() -> int:
    """How many server processes gunicorn.conf.py starts."""
    wanted = os.environ.get("WEB_CONCURRENCY") or ""
    return int(wanted) if wanted.isdecimal() else 2
