"""What the sample portal of `make demo` may do beyond any portal, in DEBUG only.

The portal itself is a system of its own, see `demo_portal`.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .models import Run


@csrf_exempt  # the portal's backend asks, not a page
@require_POST
def expire(request: HttpRequest, run_id: UUID) -> HttpResponse:  # noqa: ARG001
    """The run's session ends now, as if nobody had used it for too long; what was entered stays."""
    now = timezone.now()
    ended = Run.objects.filter(pk=run_id, expires_at__gt=now).update(expires_at=now)
    return HttpResponse(status=204 if ended else 404)
