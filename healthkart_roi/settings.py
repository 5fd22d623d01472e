"""Every setting of the portal, in one file: typed readers of the environment, then Django's settings.

A value that cannot be used raises ImproperlyConfigured with one sentence, which `start.py` prints. An empty
variable counts as not set. The variables an operator sets are listed in deploy/healthkart-roi.env.
"""

import contextlib
import os
import re
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit
from zoneinfo import ZoneInfo

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from healthkart_roi.logs import describe_logging

BASE_DIR = Path(__file__).resolve().parent.parent


# Readers of the environment


def describe_wrong_value(name: str, value: str, wanted: str) -> ImproperlyConfigured:
    """The one sentence for a value that cannot be read. Never for secrets: it repeats the value."""
    return ImproperlyConfigured(f"{name} must be {wanted}, not {value!r}.")


def read_text(name: str, default: str) -> str:
    """The variable without the white space around it, or the default where it is absent or empty."""
    return os.environ.get(name, "").strip() or default


def read_flag(name: str, default: bool) -> bool:
    """True or False, from 1 or 0 (true, yes, on, false, no and off are understood too)."""
    value = read_text(name, str(int(default)))
    if value.lower() in ("1", "true", "yes", "on"):
        return True
    if value.lower() in ("0", "false", "no", "off"):
        return False
    raise describe_wrong_value(name, value, "0 or 1")


def read_count(name: str, default: int, low: int, high: int) -> int:
    """A whole number from low to high, both included."""
    value = read_text(name, str(default))
    if re.fullmatch(r"[0-9]{1,9}", value) and low <= int(value) <= high:
        return int(value)
    raise describe_wrong_value(name, value, f"a whole number from {low} to {high}")


def read_match(name: str, default: str, pattern: str, wanted: str) -> str:
    """A text that matches the whole pattern; `wanted` describes the pattern to people."""
    value = read_text(name, default)
    if re.fullmatch(pattern, value):
        return value
    raise describe_wrong_value(name, value, wanted)


def read_list(name: str, default: str, pattern: str, wanted: str) -> list[str]:
    """Comma separated texts, each of which matches the whole pattern."""
    items = [item.strip() for item in read_text(name, default).split(",") if item.strip()]
    for item in items:
        if not re.fullmatch(pattern, item):
            raise describe_wrong_value(name, item, wanted)
    return items


def read_time_zone(name: str, default: str) -> str:
    """The name of a time zone that this machine, or the tzdata package, knows."""
    value = read_text(name, default)
    try:
        return ZoneInfo(value).key
    except (KeyError, ValueError, OSError):  # unknown, not a plain name, a folder of zones
        raise describe_wrong_value(name, value, "a time zone such as Asia/Kolkata") from None


def make_folder(name: str, folder: Path) -> Path:
    """The folder, made when missing (for its owner only: it holds business data) and seen to be writable."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name}: the folder {folder} cannot be made: {error.strerror}.") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(f"{name}: the folder {folder} is not writable for this user.")
    return folder


# Readers of databases. The value is never repeated: it may hold a password.

SQLITE_OPTIONS = {
    # A transaction takes its lock at the start and waits for it: no "database is locked" for people who edit
    # while a file is loaded.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; "
    "PRAGMA cache_size=-65536; PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=67108864",
}
# Seconds until a server that is silent counts as away, for pages and for readiness.
SERVER_OPTIONS = {"connect_timeout": 5}
# A replica that is away must not hold anybody up: seconds, but for the last.
REPLICA_OPTIONS = {
    "connect_timeout": 2,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 5_000,
}


def read_database(name: str, url: str) -> dict[str, Any]:
    """Django's description of the database at the address, which is SQLite or PostgreSQL."""
    kinds = {"sqlite": describe_sqlite, "postgres": describe_postgres, "postgresql": describe_postgres}
    describe = kinds.get(url.partition("://")[0])
    if describe is None:
        raise ImproperlyConfigured(f"{name} must start with sqlite:/// or postgresql://.")
    try:
        parsed = dj_database_url.parse(url)
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} cannot be read as an address: in a password / @ : % are written as %2F %40 %3A %25."
        ) from None
    return describe(name, url, dict(parsed))


def describe_sqlite(name: str, url: str, parsed: dict[str, Any]) -> dict[str, Any]:
    """A database in one file. A relative path starts at the project, wherever the command was started."""
    if parsed["NAME"] == ":memory:":
        raise ImproperlyConfigured(f"{name} must name a file, as in sqlite:///var/healthkart.sqlite3.")
    path = BASE_DIR / parsed["NAME"]
    if path.is_dir():
        raise ImproperlyConfigured(f"{name} must name a file, and {path} is a folder.")
    make_folder(name, path.parent)
    options = SQLITE_OPTIONS | parsed.get("OPTIONS", {})
    return {"ENGINE": parsed["ENGINE"], "NAME": str(path), "OPTIONS": options}


def describe_postgres(name: str, url: str, parsed: dict[str, Any]) -> dict[str, Any]:
    """A database on a server, with connections that are kept and proved before each request."""
    if not parsed["NAME"]:
        raise ImproperlyConfigured(f"{name} must name a database, as in postgresql://user:password@host/name.")
    host = urlsplit(url).netloc.rpartition("@")[2]
    if host.lower().startswith("%2f"):  # a socket's folder keeps its case, which a host's name loses
        parsed["HOST"] = unquote(host.partition(":")[0])
    options = SERVER_OPTIONS if name == "DATABASE_URL" else REPLICA_OPTIONS
    return parsed | {
        "OPTIONS": options | parsed.get("OPTIONS", {}),
        "CONN_MAX_AGE": read_count("DATABASE_CONN_MAX_AGE", 60, 0, 86400),
        "CONN_HEALTH_CHECKS": True,  # a restarted server costs nobody an error page
        # Behind pgbouncer in transaction mode a cursor does not outlive its transaction.
        "DISABLE_SERVER_SIDE_CURSORS": read_flag("DATABASE_POOLED", False),
    }


def read_databases() -> dict[str, dict[str, Any]]:
    """`default`, and `replica1`, `replica2`, … where DATABASE_REPLICA_URLS names copies to read from."""
    beside_the_key = f"sqlite:///{quote(str(VAR_DIR))}/healthkart.sqlite3"
    default = read_database("DATABASE_URL", read_text("DATABASE_URL", beside_the_key))
    databases = {"default": default}
    for number, url in enumerate(read_text("DATABASE_REPLICA_URLS", "").split(","), start=1):
        if not url.strip():
            continue
        replica = read_database("DATABASE_REPLICA_URLS", url.strip())
        if not is_on_server(default) or not is_on_server(replica):
            raise ImproperlyConfigured("DATABASE_REPLICA_URLS needs PostgreSQL there and in DATABASE_URL.")
        databases[f"replica{number}"] = replica | {"TEST": {"MIRROR": "default"}}
    return databases


def is_on_server(database: dict[str, Any]) -> bool:
    """Whether other machines can reach the database, so that its secrets must be chosen by the operator."""
    return "sqlite" not in database["ENGINE"]


# Readers of the secret key


def is_weak(key: str) -> bool:
    """What Django's own deployment check W009 calls weak."""
    return len(key) < 50 or len(set(key)) < 5 or key.startswith("django-insecure-")


def read_secret_key() -> str:
    """SECRET_KEY, else the one kept in VAR_DIR; in production on a server it must be given and strong.

    Several machines may share a database server, and each would make a key of its own.
    """
    key = read_text("SECRET_KEY", "")
    if not DEBUG and is_on_server(DATABASES["default"]) and is_weak(key):
        raise ImproperlyConfigured(
            "SECRET_KEY must be set to at least 50 random characters for a database on a server with DEBUG=0."
        )
    return key or read_kept_key(VAR_DIR / "secret-key")


def read_kept_key(path: Path) -> str:
    """The key in the file, which is made at the first start."""
    try:
        if not path.exists():
            make_key(path)
        key = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise ImproperlyConfigured(f"The secret key in {path} cannot be read or made by this user.") from None
    if is_weak(key):
        raise ImproperlyConfigured(f"{path} holds no usable key: delete it, and the next start makes a new one.")
    return key


def make_key(path: Path) -> None:
    """Write a new key with mode 0600. A link appears whole or not at all, so two first starts get one key."""
    handle, draft = tempfile.mkstemp(prefix=".secret-key-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(get_random_secret_key() + "\n")
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        os.unlink(draft)


def read_token(name: str) -> str:
    """A secret that another program shows, or nothing. Never repeated in the sentence."""
    token = read_text(name, "")
    if token and not re.fullmatch(r"[!-~]{20,200}", token):
        raise ImproperlyConfigured(f"{name} must be 20 to 200 characters without white space, or empty.")
    return token


# Single sign-on

HOST_NAME = r"([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}"


def read_single_sign_on() -> dict[str, str] | None:
    """The provider of OIDC_SERVER_URL, or None without one. ``newcomers`` is the domain whose unknown people may come
    in, empty for none. Secrets are never repeated."""
    given = [name for name in ("OIDC_SERVER_URL", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET") if read_text(name, "")]
    if not given:
        return None
    if len(given) < 3:
        raise ImproperlyConfigured(
            "OIDC_SERVER_URL, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET switch single sign-on on together: set all or none."
        )
    local = r"http://(localhost|127\.[0-9.]+|\[::1\])(:[0-9]+)?"
    address = rf"(https://[A-Za-z0-9.-]+(:[0-9]+)?|{local})(/[A-Za-z0-9._~/%-]*)?"
    wanted = "the https:// address of an OpenID Connect provider, such as https://login.example.com/realms/staff"
    return {
        "server": read_match("OIDC_SERVER_URL", "", address, wanted),
        "client": read_text("OIDC_CLIENT_ID", ""),
        "secret": read_text("OIDC_CLIENT_SECRET", ""),
        "name": read_match("OIDC_NAME", "single sign-on", r"[^<>]{1,40}", "a name of at most 40 characters"),
        "newcomers": read_match("OIDC_NEWCOMER_DOMAIN", "", f"({HOST_NAME})?", "a domain such as example.com"),
    }


# The operator's settings

DEBUG = read_flag("DEBUG", False)
VAR_DIR = make_folder("VAR_DIR", BASE_DIR / read_text("VAR_DIR", "var"))
DATABASES = read_databases()
SECRET_KEY = read_secret_key()

ALLOWED_HOSTS = read_list(
    "ALLOWED_HOSTS",
    "localhost,127.0.0.1,[::1]",
    r"\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[[0-9A-Fa-f:.]+\]",
    "host names without scheme, port or path, separated by commas, and never * for any host",
)
CSRF_TRUSTED_ORIGINS = read_list(
    "CSRF_TRUSTED_ORIGINS",
    "",
    r"https?://(\*\.)?[A-Za-z0-9_.-]+(:[0-9]+)?|https?://\[[0-9A-Fa-f:.]+\](:[0-9]+)?",
    "origins such as https://roi.example.com, separated by commas",
)
ON_LOOPBACK = all(re.fullmatch(r"(.*\.)?localhost|127\.[0-9.]+|\[::1\]", host) for host in ALLOWED_HOSTS)
if DEBUG and not ON_LOOPBACK:
    raise ImproperlyConfigured("DEBUG=1 shows the inside of the portal: ALLOWED_HOSTS may then name this machine only.")
SECURE = read_flag("SECURE", not ON_LOOPBACK)
TRUSTED_PROXY = read_flag("TRUSTED_PROXY", False)
TIME_ZONE = read_time_zone("TIME_ZONE", "Asia/Kolkata")
CURRENCY = read_match("CURRENCY", "INR", "[A-Z]{3}", "a currency code of three capital letters such as INR")
LOG_FORMAT = read_match("LOG_FORMAT", "text", "text|json", "text or json")
LOG_LEVEL = read_match("LOG_LEVEL", "INFO", "DEBUG|INFO|WARNING|ERROR", "DEBUG, INFO, WARNING or ERROR")
BACKUP_DIR = read_text("BACKUP_DIR", "")  # only looked at, by the doctor: who makes backups says where
METRICS_TOKEN = read_token("METRICS_TOKEN")
UPLOAD_MAX_BYTES = read_count("UPLOAD_MAX_MB", 200, 1, 10_000) * 1024 * 1024
SESSION_IDLE_SECONDS = read_count("SESSION_IDLE_MINUTES", 120, 10, 10_080) * 60
SESSION_MAX_SECONDS = read_count("SESSION_MAX_HOURS", 12, 1, 720) * 3600
LOGIN_TRIES = read_count("LOGIN_TRIES", 5, 3, 100)
LOGIN_TRIES_PER_ADDRESS = read_count("LOGIN_TRIES_PER_ADDRESS", 20, 3, 1_000)
EXPORTS_PER_HOUR = read_count("EXPORTS_PER_HOUR", 1_200, 1, 1_000_000)
UPLOADS_PER_HOUR = read_count("UPLOADS_PER_HOUR", 240, 1, 1_000_000)
BACKGROUND_NICENESS = read_count("BACKGROUND_NICENESS", 10, 0, 19)
SEARCHES_PER_MINUTE = read_count("SEARCHES_PER_MINUTE", 1_200, 20, 1_000_000)
SINGLE_SIGN_ON = read_single_sign_on()


# Django's settings

INSTALLED_APPS = [
    "campaigns",  # first: of two commands with one name, such as `import`, that of the earlier app runs
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
    "js_lib_bootstrap5",
]
MIDDLEWARE = [
    "healthkart_roi.requests.RequestMiddleware",
    "campaigns.web.access_log.AccessLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "campaigns.web.middleware.AddressLimitMiddleware",
    "campaigns.web.health.NoSessionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "campaigns.web.acting.ActingMiddleware",
    "campaigns.web.login.sessions.SessionLimitsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "campaigns.web.middleware.AccessMiddleware",
    "campaigns.web.middleware.BodyLimitMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "campaigns.web.middleware.StaffOnlyMiddleware",
    "campaigns.web.login.two_steps.TwoStepMiddleware",
    "campaigns.web.costs.CostsMiddleware",
    "campaigns.web.busy.BusyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
if METRICS_TOKEN:  # requests are measured only where somebody reads the measurements
    MIDDLEWARE.insert(1, "campaigns.web.monitoring.PrometheusBeforeMiddleware")
    MIDDLEWARE.append("campaigns.web.monitoring.MeasuredAfter")
if len(DATABASES) > 1:
    DATABASE_ROUTERS = ["campaigns.replicas.choice.ReplicaRouter"]
    MIDDLEWARE.append("campaigns.web.replicas.ReplicaMiddleware")  # last: it answers in place of the view
ROOT_URLCONF = "healthkart_roi.urls"
WSGI_APPLICATION = "healthkart_roi.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "campaigns.web.shell.describe_shell",
            ],
        },
    },
]
DJANGO_TABLES2_TEMPLATE = "campaigns/_table.html"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
USE_I18N = LANGUAGE_CODE != "en"  # what is written is English: looking it up costs a quarter of a page
LOCALE_PATHS = [BASE_DIR / "campaigns" / "locale"]
USE_TZ = True

# Collected beside the code, never under VAR_DIR: static files belong to the version, not to the data.
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static_collected"
MEDIA_ROOT = VAR_DIR / "files"  # no MEDIA_URL: nothing in it is served without a view that checks who asks
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Long work waits in a table until the worker or a process of its own takes it (campaigns/jobs).
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# The first says what brand limits forbid, and what staff without a role may do (campaigns/roles.py).
AUTHENTICATION_BACKENDS = ["campaigns.backends.RolesBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# allauth (campaigns/web/login). Nobody signs up and no e-mail is sent; accounts come from admins and single sign-on.
ACCOUNT_ADAPTER = "campaigns.web.login.adapters.PasswordAdapter"
ACCOUNT_FORMS = {"login": "campaigns.web.login.forms.LoginForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
# Passwords are throttled by the adapter, before they are hashed; these limit guesses of a code after the password.
ACCOUNT_RATE_LIMITS = {"login": "", "login_failed": "5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(TRUSTED_PROXY)
MFA_ADAPTER = "campaigns.web.login.adapters.TwoStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody enters an address here
MFA_TOTP_ISSUER = "Influencer ROI"
MFA_TOTP_TOLERANCE = 1  # telephones' clocks differ
MFA_RECOVERY_CODES_SHOW_ONCE = True
SOCIALACCOUNT_ADAPTER = "campaigns.web.login.adapters.SingleSignOnAdapter"
# A link, not a form: a form would need the provider's hosts in form-action. It changes nothing here but the session.
SOCIALACCOUNT_LOGIN_ON_GET = True

# What all processes must agree on for minutes: failed logins and used codes. A table, so nothing else has to run.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "campaigns_cache",  # made by a migration
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
SESSION_COOKIE_AGE = SESSION_MAX_SECONDS

# With __Host- a browser refuses a cookie of that name which plain HTTP or another host has set.
COOKIE_PREFIX = "__Host-" if SECURE else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|-/metrics)$"]  # a load balancer asks the server itself, without HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# HSTS for subdomains and preload lists binds hosts that are not this portal's: their owner decides.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# Nothing inline at all: no style attributes, no scripts in pages, no frames. Bootstrap's icons are data:.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}

# A form without its files: text fields only. Files have UPLOAD_MAX_BYTES and go straight to the disk of VAR_DIR, where
# they are moved later and never copied.
FORM_MAX_BYTES = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = FORM_MAX_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = ["campaigns.uploads.TidyUploadHandler"]
FILE_UPLOAD_TEMP_DIR = make_folder("VAR_DIR", VAR_DIR / "incoming")
DISK_RESERVE_BYTES = 256 * 1024 * 1024  # an upload that would leave less than this is refused

LOGGING = describe_logging(LOG_FORMAT, LOG_LEVEL)
