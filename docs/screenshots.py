"""Takes the pictures of the README from the demo data: ``make screenshots``, or of other pages into another folder.

Starts a portal of its own on a temporary database, so that it touches no data, and drives the system's Chromium.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection, socket

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "screenshots"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PAGES = {
    "overview": "/",
    "campaigns": "/campaigns/?sort=-roas",
    "influencer": "/influencers/?sort=-revenue",
    "insights": "/insights/",
    "payouts": "/payouts/?sort=result",
    "imports": "/imports/",
}
SHAPES = {"light": (1360, 860, "light"), "dark": (1360, 860, "dark"), "phone": (390, 844, "light")}
IN_README = {
    ("overview", "light"),
    ("overview", "dark"),
    ("overview", "phone"),
    ("campaigns", "light"),
    ("payouts", "light"),
    ("import", "light"),
}
PREVIEW = "import"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serve_demo() -> Iterator[tuple[str, str]]:
    """The address of a portal with demo data, and the admin's password."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "VAR_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3"}
        for command in (["migrate", "-v0"], ["demo", "--logins", "-v0"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, stdout=2)
        port = free_port()
        gunicorn = [sys.executable, "-m", "gunicorn", "healthkart_roi.wsgi", "--bind", f"127.0.0.1:{port}"]
        server = subprocess.Popen(gunicorn, cwd=ROOT, env=environment)
        try:
            wait_for(port)
            lines = (Path(folder) / "demo-logins.txt").read_text(encoding="utf-8").splitlines()
            yield f"http://127.0.0.1:{port}", next(line.split()[1] for line in lines if line.startswith("admin"))
        finally:
            server.terminate()
            server.wait(10)


def wait_for(port: int) -> None:
    """Returns when the port answers; raises ``TimeoutError`` after half a minute."""
    for _ in range(150):
        try:
            create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("The portal did not start.")


def log_in(page: Page, password: str) -> None:
    """Logs in as the demo's admin."""
    page.goto("/login/")
    page.fill("input[name=username]", "admin")
    page.fill("input[name=password]", password)
    page.click("button:has-text('Log in')")
    page.wait_for_url("**/")


def wait_for_charts(page: Page) -> None:
    """Returns when all charts of the page are drawn: those below the screen follow the first in idle time."""
    page.wait_for_selector("[data-chart]:not([data-drawn])", state="detached")


def open_preview(page: Page) -> None:
    """Sends the portal's own list of influencers back with some of them moved to another platform, for the preview."""
    lines = page.request.get("/influencers/?_export=csv").text().splitlines()
    moved = [line.replace("YouTube", "Instagram") for line in lines[:40]] + lines[40:]
    page.goto("/imports/")
    file = {"name": "influencers-july.csv", "mimeType": "text/csv", "buffer": "\n".join(moved).encode()}
    page.set_input_files("input[type=file]", [file])
    page.click("button:has-text('Check the files')")
    page.wait_for_selector("h1:has-text('Ready to load')")


def take(browser: Browser, address: str, password: str, folder: Path, wanted: dict[str, str], only: set | None) -> None:
    """Every wanted page in every shape (``only`` limits to pairs of page and shape)."""
    for shape, (width, height, scheme) in SHAPES.items():
        context = browser.new_context(
            base_url=address, viewport={"width": width, "height": height}, color_scheme=scheme, device_scale_factor=1
        )
        page = context.new_page()
        log_in(page, password)
        for name, path in wanted.items():
            if only is None or (name, shape) in only:
                page.goto(path)
                wait_for_charts(page)
                page.screenshot(path=folder / f"{name}-{shape}.png", full_page=only is None)
        if only is None or (PREVIEW, shape) in only:
            open_preview(page)
            page.screenshot(path=folder / f"{PREVIEW}-{shape}.png", full_page=only is None)
        context.close()


def main() -> None:
    """``screenshots.py [FOLDER [/page/ …]]``"""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    others = {path.strip("/").replace("/", "-") or "overview": path for path in sys.argv[2:]}
    program = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    if program is None:
        sys.exit("No Chromium was found.")
    with serve_demo() as (address, password), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        take(browser, address, password, folder, others or PAGES, None if others or len(sys.argv) > 1 else IN_README)


if __name__ == "__main__":
    main()
