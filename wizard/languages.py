"""The language of a run's pages: the one that its launch asked for."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from django.http import HttpRequest, HttpResponse
from django.utils import translation

Handler = Callable[[HttpRequest], HttpResponse]


def supported(locale: str) -> str:
    """The one of LANGUAGES that a language tag (BCP 47) means. Raises LookupError."""
    return translation.get_supported_language_variant(locale)


def of(request: HttpRequest) -> AbstractContextManager[None]:
    """In the language of the request's run, if it has one that asked for one."""
    run = getattr(request, "run", None)
    return translation.override(run.locale) if run and run.locale else nullcontext()


class RunLanguageMiddleware:
    """Stands inside of RunMiddleware, which finds the run."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with of(request):
            return self.get_response(request)
