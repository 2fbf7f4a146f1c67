"""A client that speaks as htmx does."""

from typing import Any

from django.http import HttpResponseRedirect
from django.test import Client


class Htmx(Client):
    """Sends forms as htmx does, and shows a page under the address that comes with it."""

    def __init__(self) -> None:
        super().__init__(enforce_csrf_checks=True, raise_request_exception=False)
        self.pages: list[tuple[str, Any]] = []  # that no GET was needed for
        self.redirects = 0

    def post(self, path: str, *sent: Any, **more: Any) -> Any:  # type: ignore[override]  # fewer names
        answer = super().post(path, *sent, **more, headers={"HX-Request": "true"})
        self.redirects += answer.status_code == 303
        if "HX-Push-Url" not in answer:
            return answer
        self.pages.append((answer["HX-Push-Url"], answer))
        return HttpResponseRedirect(answer["HX-Push-Url"], status=303)

    def get(self, path: str, *sent: Any, **more: Any) -> Any:  # type: ignore[override]  # fewer names
        if self.pages and self.pages[-1][0] == path:
            return self.pages.pop()[1]
        return super().get(path, *sent, **more)
