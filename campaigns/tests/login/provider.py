"""A small OpenID Connect provider on the loopback: everybody who comes is the person it was told."""

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs


class Provider:
    """Where it is, who comes, and the forms that were sent to it for a token."""

    def __init__(self):
        self.claims, self.asked, self.is_broken = {}, [], False
        self.address = ""

    def describe(self):
        """What every provider says of itself."""
        ends = {"authorization_endpoint": "auth", "token_endpoint": "token", "userinfo_endpoint": "who"}
        return {"issuer": self.address, "jwks_uri": f"{self.address}/keys"} | {
            name: f"{self.address}/{path}" for name, path in ends.items()
        }


@contextmanager
def running_provider():
    """The provider, as long as the test runs."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def answer(self, value):
            self.send_response(500 if provider.is_broken else 200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(value).encode())

        def do_GET(self):
            self.answer(provider.claims if self.path == "/who" else provider.describe())

        def do_POST(self):
            length = int(self.headers["Content-Length"])
            provider.asked.append(
                {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
            )
            self.answer({"access_token": "token", "token_type": "Bearer"})

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
