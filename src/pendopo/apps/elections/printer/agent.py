"""The agent of the contract over HTTP, on 127.0.0.1 only, for pages of the station's own origin only."""

from __future__ import annotations

import json
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import urlsplit

from .orders import BadOrder, read_job, read_order
from .press import Press

LARGEST_BODY: Final = 8 * 1024
LINE_SECONDS: Final = 10.0


class Refusal(Exception):
    """A request that is not answered as wished."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class Agent(ThreadingHTTPServer):
    """`origins`: exactly the addresses of pages that may print, as `https://host:port`."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, press: Press, origins: list[str], port: int) -> None:
        self.press = press
        self.origins = frozenset(clean_origin(origin) for origin in origins)
        super().__init__(("127.0.0.1", port), Handler)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A line that breaks is not worth a traceback, and a traceback could hold a choice."""


class Handler(BaseHTTPRequestHandler):
    server: Agent
    protocol_version = "HTTP/1.1"
    server_version = "pendopo-printer"
    sys_version = ""
    timeout = LINE_SECONDS

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def do_OPTIONS(self) -> None:
        self._serve("OPTIONS")

    def log_message(self, format: str, *args: Any) -> None:
        """No log: it would tell the times of the votes."""

    def _serve(self, method: str) -> None:
        try:
            self._guard(method)
            if method == "OPTIONS":
                self._answer(204, None)
                return
            status, body = self._route(method)
        except Refusal as refusal:
            self.close_connection = True  # the rest of the request is not read
            status, body = refusal.status, {"code": refusal.code, "message": refusal.message}
        except OSError:
            raise
        except Exception:  # a choice in an error text must not get out
            self.close_connection = True
            status, body = 500, {"code": "agent", "message": "Program pencetak gagal. Panggil petugas KPPS."}
        self._answer(status, body)

    def _guard(self, method: str) -> None:
        if self.headers.get_all("Host", []) not in (
            [f"127.0.0.1:{self.server.port}"],
            [f"localhost:{self.server.port}"],
        ):
            raise Refusal(421, "host", "Alamat harus 127.0.0.1 dengan port pencetak.")
        origins = self.headers.get_all("Origin", [])
        if not origins and method == "GET" and self.headers.get("Sec-Fetch-Site", "none") == "none":
            return  # typed into the address line by the technician
        if len(origins) != 1 or origins[0] not in self.server.origins:
            raise Refusal(403, "origin", "Halaman ini tidak berhak memakai pencetak bilik.")

    def _route(self, method: str) -> tuple[int, dict[str, Any]]:
        match method, self.path:
            case "GET", "/keadaan":
                return 200, self.server.press.state().body()
            case "POST", "/cetak":
                answer = self.server.press.press(self._order())
                return answer.status, answer.body
            case "POST", "/lupa":
                return 200, {"forgotten": self.server.press.forget(self._job())}
            case _, "/keadaan" | "/cetak" | "/lupa":
                raise Refusal(405, "method", "Cara meminta ini tidak dikenal.")
        raise Refusal(404, "path", "Alamat ini tidak ada.")

    def _order(self) -> Any:
        try:
            return read_order(self._body())
        except BadOrder as problem:
            raise Refusal(422, "fields", str(problem)) from None

    def _job(self) -> str:
        try:
            return read_job(self._body())
        except BadOrder as problem:
            raise Refusal(422, "fields", str(problem)) from None

    def _body(self) -> Any:
        if self.headers.get_content_type() != "application/json" or "Content-Type" not in self.headers:
            raise Refusal(415, "type", "Isi harus application/json.")
        length = self.headers.get("Content-Length", "")
        if "Transfer-Encoding" in self.headers or not (length.isascii() and length.isdigit()):
            raise Refusal(411, "length", "Panjang isi harus disebut.")
        if len(length) > 9 or int(length) > LARGEST_BODY:
            raise Refusal(413, "length", "Isi terlalu besar, paling banyak 8 kB.")
        raw = self.rfile.read(int(length))
        if len(raw) < int(length):
            raise Refusal(400, "length", "Isi terpotong.")
        try:
            return json.loads(raw)
        except (ValueError, RecursionError):
            raise Refusal(400, "json", "Isi bukan JSON yang benar.") from None

    def _answer(self, status: int, body: dict[str, Any] | None) -> None:
        self.send_response_only(status)
        origin = self.headers.get("Origin", "")
        if origin in self.server.origins:
            self.send_header("Access-Control-Allow-Origin", origin)
            if self.command == "OPTIONS":
                self.send_header("Access-Control-Allow-Methods", "GET, POST")
                self.send_header("Access-Control-Allow-Headers", "Content-Type")
                self.send_header("Access-Control-Max-Age", "600")
                if self.headers.get("Access-Control-Request-Private-Network") == "true":
                    self.send_header("Access-Control-Allow-Private-Network", "true")
        self.send_header("Vary", "Origin")
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        if self.close_connection:
            self.send_header("Connection", "close")
        raw = b"" if body is None else json.dumps(body).encode()
        if body is not None:
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


def clean_origin(address: str) -> str:
    """`https://host:port` as a browser writes it; raises ValueError."""
    parts = urlsplit(address)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError("alamat harus https://HOST:PORT")
    if parts.path not in ("", "/"):
        raise ValueError("alamat tidak boleh berisi jalur")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    usual = {"https": 443, "http": 80}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port not in (None, usual) else "")


def serve(press: Press, origins: list[str], port: int) -> None:
    """Runs until stopped; says in one line where and how the printer is."""
    try:
        agent = Agent(press, origins, port)
    except OSError:
        sys.exit(f"pendopo: port {port} is taken; is the agent running already?")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    state = press.state()
    print(f"Pencetak bilik: http://127.0.0.1:{agent.port} untuk {', '.join(origins)}", flush=True)
    print(state.error or f"Pencetak siap (kertas: {state.paper}, penutup: {state.cover}).", flush=True)
    try:
        agent.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        press.close()
        agent.server_close()
