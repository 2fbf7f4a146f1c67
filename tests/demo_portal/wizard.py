"""The wizard as far as the sample portal's backend asks it, and how tests ask the portal."""

from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from wizard.demo_portal.server import Portal


class Wizard(ThreadingHTTPServer):
    """Answers every POST with `status`, and keeps where it was sent; publishes its keys."""

    status = 204
    keys = b"{}"

    def __init__(self) -> None:
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), WizardHandler)


class WizardHandler(BaseHTTPRequestHandler):
    server: Wizard

    def do_POST(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(self.server.status)
        self.end_headers()

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/.well-known/jwks.json" else 404)
        self.end_headers()
        self.wfile.write(self.server.keys)

    def log_message(self, *_: object) -> None:
        """Tests print nothing."""


def ask(
    portal: Portal, address: str, method: str = "GET", body: str = ""
) -> tuple[HTTPResponse, str]:
    connection = HTTPConnection("127.0.0.1", portal.server_address[1], timeout=5)
    connection.request(method, address, body or None)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer, text
