"""Operators over HTTP, in a process of their own: reads a job from standard input.

    {"port", "flow", "tokens", "operators", "flows", "seconds", "bench"}

It says `ready` once the first runs are launched (all of them, where `flows` says how many), begins
when it is told to by a line, and ends when these are walked or the `seconds` are over. It answers
with one line of JSON: the flows that were finished, how long each step took, what went wrong.
"""

import html
import http.client
import json
import os
import re
import sys
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

HOST = "127.0.0.1"
PATIENCE = 300
PREPARING = 4  # operators at once
IDLE = 1.5  # seconds; the server closes a connection that nothing comes over for two
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?')
REDIRECTS = {301, 302, 303}
FORM = "application/x-www-form-urlencoded"


class Failed(Exception):
    """The operator got another page than was meant."""


class Operator:
    """One browser: a connection that is kept, cookies, the page that was shown last."""

    def __init__(self, port: int, flow: dict[str, Any], bench: str = "") -> None:
        self.port = port
        self.flow = flow
        self.cookies: dict[str, str] = {}
        self.base = ""
        self.taken = flow["ahead"]
        self.page = ""
        self.looked: list[str] = []  # what the server tells of each request, where it is asked to
        self.bench = {"X-Bench": bench} if bench else {}
        self._line: http.client.HTTPConnection | None = None
        self._used = 0.0

    def launch(self, token: str) -> None:
        self.follow("POST", "/launch", urlencode({"launch_token": token}))
        found = re.search(r"/w/[0-9a-f-]+/", self.url)
        if not found:
            raise Failed(f"no run was opened: {self.status} {self.url}")
        self.base = found[0]

    def take(self, step: dict[str, Any]) -> None:
        path = step["path"] if step["path"].startswith("/") else self.base + step["path"]
        if step["fields"] is None:
            self.follow("GET", path)
        else:
            self.follow("POST", path, urlencode({**self.hidden(), **step["fields"]}))
        wanted = step["then"]
        if wanted and (self.status != 200 or wanted not in self.page):
            errors = " ".join(re.findall(r'class="error[^>]*>(.*?)</', self.page, re.DOTALL))
            raise Failed(f"{step['name']}: {self.status} {self.url} without {wanted} {errors}")

    def hidden(self) -> dict[str, str]:
        """The hidden fields of the form that is shown."""
        begin = self.page.find(self.flow["form"])
        form = self.page[begin : self.page.find("</form>", begin)]
        return {name: html.unescape(value) for name, value in HIDDEN.findall(form)}

    def follow(self, method: str, url: str, body: str | None = None) -> None:
        """Send it and go where it leads to."""
        self.page = self._send(method, url, body)
        while self.status in REDIRECTS:
            self.page = self._send("GET", self.location)

    def _send(self, method: str, url: str, body: str | None = None) -> str:
        headers = {**self.flow["headers"], **self.bench}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers |= {"Content-Type": FORM}
            secure = headers.get("X-Forwarded-Proto", "http")
            headers["Referer"] = f"{secure}://{headers.get('Host', f'{HOST}:{self.port}')}{url}"
        answer = self._answer(method, url, body, headers)
        content = answer.read()
        self._used = time.monotonic()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        self.url, self.status = url, answer.status
        self.location = answer.getheader("Location", "").partition("#")[0]
        self.looked.append(answer.getheader("X-Bench-Queries", ""))
        return content.decode()

    def _answer(
        self, method: str, url: str, body: str | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        if self._line and time.monotonic() - self._used > IDLE:
            self.close()
        kept = self._line is not None
        try:
            return self._ask(method, url, body, headers)
        except (http.client.RemoteDisconnected, ConnectionError):
            self.close()
            if not kept:
                raise
            return self._ask(method, url, body, headers)  # it was closed while nobody used it

    def _ask(
        self, method: str, url: str, body: str | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        if self._line is None:
            self._line = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
        self._line.request(method, url, body, headers)
        return self._line.getresponse()

    def close(self) -> None:
        if self._line:
            self._line.close()
        self._line = None


class Crowd:
    """Operators who work at once until the flows are done, or the time is over."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.job = job
        self.steps: list[tuple[str, float]] = []
        self.failures: list[str] = []
        self.looked: list[list[str]] = []
        self.finished = 0
        self.tokens = deque(job["tokens"])
        self.left = job.get("flows")
        self.until = 0.0
        with ThreadPoolExecutor(PREPARING) as pool:
            self.ready = deque(pool.map(self.operator, range(self.left or job["operators"])))

    def operator(self, number: int = 0) -> Operator:
        """One at the step where the measurement begins, or, staggered, somewhere in the flow."""
        flow = self.job["flow"]
        operator = Operator(self.job["port"], flow, self.job.get("bench", ""))
        if flow["launched"]:
            operator.launch(self.tokens.popleft())
        if flow["staggered"]:
            operator.taken = number % len(flow["steps"])
        for step in flow["steps"][: operator.taken]:
            operator.take(step)
        operator.looked.clear()
        return operator

    def work(self) -> None:
        while operator := self.next():
            try:
                self.walk(operator)
            finally:
                operator.close()

    def next(self) -> Operator | None:
        try:
            return self.ready.popleft()
        except IndexError:
            over = self.left is not None or time.monotonic() > self.until
            return None if over else self.operator()

    def work_safely(self) -> None:
        try:
            self.work()
        except (Failed, OSError, http.client.HTTPException) as error:
            self.failures.append(repr(error))

    def walk(self, operator: Operator) -> None:
        for step in self.job["flow"]["steps"][operator.taken :]:
            if time.monotonic() > self.until:
                return
            begun = time.monotonic()
            operator.take(step)
            self.steps.append((step["name"], (time.monotonic() - begun) * 1000))
            self.looked.append(operator.looked)
            operator.looked = []
            time.sleep(step["reading"])
        self.finished += 1

    def run(self) -> dict[str, Any]:
        threads = [
            threading.Thread(target=self.work_safely, daemon=True)
            for _ in range(self.job["operators"])
        ]
        begun = time.monotonic()
        self.until = begun + self.job.get("seconds", PATIENCE)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(max(self.until - time.monotonic(), 0))
        return {
            "seconds": time.monotonic() - begun,
            "flows": self.finished,
            "steps": list(self.steps),
            "looked": list(self.looked),
            "failures": list(self.failures),
        }


def main() -> None:
    crowd = Crowd(json.loads(sys.stdin.readline()))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.stdout.write(json.dumps(crowd.run()) + "\n")
    sys.stdout.flush()
    os._exit(0)  # whoever still waits for an answer is not waited for


if __name__ == "__main__":
    main()
