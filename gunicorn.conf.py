"""The production server's settings: `.venv/bin/gunicorn healthkart_roi.wsgi` reads this file by itself.

Options on the command line (-b, -w, --timeout, …) win over it.
"""

import os
from pathlib import Path

bind = "127.0.0.1:8000"  # without it gunicorn listens on every interface as soon as PORT is set
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
worker_class = "gthread"
threads = 4  # a long export holds one thread, not the whole worker

# The application is loaded before the port is opened: a wrong setting or a broken deployment stops the start
# at once, with its own sentence, and the workers share memory. New code needs a restart, not a reload.
preload_app = True

# Long enough for the largest export to stream. A worker that is silent longer than this is replaced.
timeout = 600
graceful_timeout = 60

control_socket_disable = True  # otherwise a socket for remote control is opened in the home directory
forwarded_allow_ips = ""  # only Django decides, by TRUSTED_PROXY, whether to believe X-Forwarded-Proto

# Filters may be repeated, and a letter of another script takes nine bytes in an address.
limit_request_line = 8190
limit_request_fields = 100
limit_request_field_size = 8190

accesslog = None
errorlog = "-"

if os.environ.get("METRICS_TOKEN", "").strip():
    # Each server process writes its measurements into files of its own, and whoever is asked adds them up. Set before
    # the application is loaded, because the package decides then. Machines that share VAR_DIR need a folder each.
    var = Path(__file__).parent / (os.environ.get("VAR_DIR", "").strip() or "var")
    folder = Path(os.environ.get("PROMETHEUS_MULTIPROC_DIR") or var / "measurements")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in folder.glob("*.db"):
        path.unlink()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def child_exit(server: object, worker: object) -> None:
    """What a server process that has ended said of itself alone is forgotten; what it counted stays."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)


def on_starting(server: object) -> None:
    """Before a port is opened: pages for debugging show settings and source, so only this machine may see them."""
    from django.conf import settings

    public = [
        str(address[0])
        for address in server.cfg.address
        if isinstance(address, tuple) and not (address[0].startswith("127.") or address[0] in ("::1", "localhost"))
    ]
    if settings.DEBUG and public:
        from healthkart_roi.start import stop

        stop(f"DEBUG=1 shows the inside of the portal, so it is not served on {public[0]}: bind to 127.0.0.1.")
