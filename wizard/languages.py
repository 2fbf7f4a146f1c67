"""The language of a run's pages: the one that its launch asked for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

Handler = Callable[[HttpRequest], HttpResponse]


def supported(locale: str) -> str:
    """The one of LANGUAGES that a language tag (BCP 47) means. Raises LookupError."""
    return translation.get_supported_language_variant(locale)


class RunLanguageMiddleware:
    """Stands inside of RunMiddleware, which finds the run."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        run = getattr(request, "run", None)
        if run is None or not run.locale:
            return self.get_response(request)
        with translation.override(run.locale):
            return self.get_response(request)
