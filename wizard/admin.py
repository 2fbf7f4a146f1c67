"""The ledger for staff: read-only, without what was entered, but for what they tell about a row."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from . import resolutions, resolving
from .models import Delivery, Resolution, Submission

SHOWN = (
    "id",
    "operation",
    "state",
    "provider",
    "profile_id",
    "type_label",
    "country_name",
    "portal",
    "operator",
    "ext",
    "attempt",
    "http_status",
    "error_code",
    "created_at",
    "sent_at",
    "updated_at",
)
TOLD = (
    "created_at",
    "role",
    "who",
    "user_name",
    "portal",
    "found",
    "kind",
    "remote_id",
    "attempt",
    "from_state",
    "to_state",
)
LINKS = {
    resolutions.Found.ABSENT: "I checked, it does not exist",
    resolutions.Found.EXISTS: "I checked, it exists",
    resolutions.Found.LEFT: "Leave it as it is",
}
PERMISSION = "wizard.resolve_submission"


class ReadOnly:
    """Nobody adds, changes or deletes; whoever may see the model may look."""

    def has_add_permission(self, *_: Any) -> bool:
        return False

    def has_change_permission(self, *_: Any) -> bool:
        return False

    def has_delete_permission(self, *_: Any) -> bool:
        return False


class Told:
    """Columns of a resolution: whose name is kept with it depends on who has told it."""

    @admin.display(description="User")
    def user_name(self, resolution: Resolution) -> str:
        return resolution.who_name if resolution.role == Resolution.Role.STAFF else ""

    @admin.display(description="Portal")
    def portal(self, resolution: Resolution) -> str:
        return resolution.who_name if resolution.role == Resolution.Role.OPERATOR else ""


class Rows(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]  # not generic at run time
    """A table of a submission's page; left out where it has no rows."""

    template = "admin/wizard/submission/rows.html"


class Deliveries(Rows):
    """The remote writes of a submission."""

    model = Delivery
    verbose_name_plural = "Deliveries"
    fields = ("label", "state", "remote_id")


class Resolutions(Told, Rows):
    """What people have told about a submission."""

    model = Resolution
    fields = readonly_fields = TOLD


@admin.register(Resolution)
class AllResolutions(Told, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """The same of all submissions."""

    list_display = ("submission_id", *TOLD)
    list_filter = ("found", "role")
    search_fields = ("submission__id", "remote_id", "who", "who_name")
    fields = list_display
    readonly_fields = fields
    ordering = ("-created_at",)


@admin.register(Submission)
class Submissions(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """One row a creation or update."""

    list_display = (
        "id",
        "operation",
        "state",
        "provider",
        "type_label",
        "operator",
        "ext",
        "created_at",
    )
    list_filter = ("state", "operation", "provider")
    search_fields = ("id", "profile_id", "ext", "run__operator")
    fields = (*SHOWN, "why", "similar")
    readonly_fields = fields
    inlines = (Deliveries, Resolutions)
    ordering = ("-created_at",)

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).annotate(operator_id=F("run__operator"))
        return rows.defer("schema", "payload", "errors", "reason")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.resolve)
        own = path("<uuid:pk>/resolve/<slug:found>/", view, name="wizard_submission_resolve")
        return [own, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """With links to what may be told about the row as it stands."""
        row = self.get_object(request, object_id)
        can = request.user.has_perm(PERMISSION)
        told = resolutions.offered(row) if row and can else []
        links = [
            {"url": _page(object_id, "resolve", found), "text": LINKS[found]} for found in told
        ]
        context = {**(extra_context or {}), "resolutions": links}
        return super().change_view(request, object_id, form_url, context)

    def resolve(self, request: HttpRequest, pk: UUID, found: str) -> HttpResponse:
        """What is told is confirmed on this page, and kept with the name of who told it."""
        if not (self.has_view_permission(request) and request.user.has_perm(PERMISSION)):
            raise PermissionDenied
        row = self.get_object(request, str(pk))
        if row is None or found not in LINKS:
            raise Http404("there is no such submission, or nothing of that name can be told")
        back = HttpResponseRedirect(_page(pk, "change"))
        if found not in resolutions.offered(row):
            self.message_user(request, resolutions.STALE, messages.WARNING)
            return back
        name = request.user.get_username()
        person = resolutions.Person(Resolution.Role.STAFF, str(request.user.pk), name)
        resolved, asked = resolving.asked(request, row, resolutions.Found(found), person)
        if resolved:
            self.message_user(request, f"It is {resolved.state} now.", messages.SUCCESS)
            return back
        context = {**self.admin_site.each_context(request), **asked, "title": asked["h1"]}
        context |= {"back": back.url, "opts": self.opts}
        status = 422 if asked["summary"] else 200
        return render(request, "admin/wizard/submission/resolve.html", context, status=status)

    @admin.display(description="Operator")
    def operator(self, submission: Submission) -> str:
        """Their id at the portal; the run's answers are left alone."""
        return getattr(submission, "operator_id", None) or ""

    @admin.display(description="Created although similar ones exist, because")
    def why(self, submission: Submission) -> str:
        return str((submission.reason or {}).get("text", ""))

    @admin.display(description="These are similar")
    def similar(self, submission: Submission) -> str:
        return ", ".join((submission.reason or {}).get("similar", []))


def _page(pk: UUID | str, name: str, *args: str) -> str:
    return reverse(f"admin:wizard_submission_{name}", args=[pk, *args])
