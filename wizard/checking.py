"""The end of a run: what must hold before anything is sent, the check page, and the sending."""

from dataclasses import replace
from typing import Any, cast

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from . import answers, flow, limits, pages, provider_choice, submissions
from .models import Delivery, Submission
from .models import State as Ledger
from .problems import Trouble
from .providers.base import NewProfile
from .revisions import Revisions
from .runs import ended
from .schema.forms import SchemaForm
from .steps import Step, path
from .waits import Wait


class Unfinished(Exception):
    """The profile is not what was asked for (yet); the receipt says why, and the answers stay."""


class Checking(Revisions):
    """The part of the wizard that meets the ledger."""

    success = Ledger.CREATED
    existing: Submission | None = None  # what was submitted before and may be made
    last: Submission | None = None  # by this run, whatever became of it
    over = False  # what was entered is of no more use

    @property
    def receipt_url(self) -> str:
        return reverse("receipt", args=[self.request.run.pk])

    @property
    def leave_url(self) -> str:
        """Where "Cancel" leads."""
        return reverse("cancel", args=[self.request.run.pk])

    # -- before the check page ------------------------------------------------------------------

    def judge(self, form: SchemaForm) -> None:
        """What no schema can tell of details that are right by it. Raises ProviderRejected."""
        fields = form.payload()
        self.provider.judge(self.state.type, self.state.country, fields)
        if not self.mending:
            flow.compare(self.state, self.provider, fields)

    def tell_made(self, form: SchemaForm) -> None:
        """What was made already stays at the provider, also where it is entered otherwise now."""
        if not self.mending:
            return
        intent = self.intent({Step.DETAILS: form})
        planned = self.provider.writes(intent.payload(str(self.mending.pk)))
        kinds = {write.kind for write in planned}
        made = self.mending.deliveries.filter(state=Delivery.State.DONE)
        if gone := [each.label for each in made if each.kind not in kinds]:
            self.state.tell(
                f"Made already, so it stays at the provider: {', '.join(gone)}. "
                "What you entered instead is made as well."
            )

    def settle_made(self, existing: Submission) -> None:
        """What the provider has taken stays as it is: only what it refused is open."""
        self.mending = existing
        form = self.bound_form(Step.DETAILS)
        if not isinstance(form, SchemaForm):
            return
        refused = (existing.errors or {}).get("fields", {})
        found = [name for key in refused if (name := pages.field_name(form, key))]
        wrong = {form.part(name) for name in found} or set(form.repeats)
        parts = dict.fromkeys(form.part(name) for name in (*form.fields, *form.repeats))
        self.state.settled = [name for name in parts if name not in wrong]

    # -- the check page -------------------------------------------------------------------------

    def check_page(
        self, form: forms.Form | None = None, status: int = 200, **more: Any
    ) -> HttpResponse:
        """Every answer as it would be sent, or a redirect to what must be answered anew."""
        answered = self.answered_forms()
        if isinstance(answered, HttpResponse):
            return answered
        if not self.mending:
            more["similar"] = self.similar()
        more |= self.summary(answered)
        return self.render(form, status, **more)

    def similar(self) -> dict[str, Any]:
        """Those that were found, with the address of each where it is shown."""
        run = self.request.run
        shown = pages.shows_profiles(run, self.provider)
        rows = [
            {**row, "url": pages.profile_url(run.pk, row["id"]) if shown else ""}
            for row in self.state.similar.get("rows", [])
        ]
        return {**self.state.similar, "rows": rows}

    def standing_wait(self) -> Wait | None:
        """What was to be created waits as its receipt says."""
        own = self.existing.not_before if self.existing and self.step == Step.CHECK else None
        return Wait.until(own) or super().standing_wait()

    def summary(self, answered: dict[str, forms.Form]) -> dict[str, Any]:
        return {"sections": answers.sections(self.state, answered)}

    def answered_forms(self) -> dict[str, forms.Form] | HttpResponse:
        """Every step's form with its stored entries, or a redirect to the first that fails."""
        answered: dict[str, forms.Form] = {}
        for step in path(self.state):
            if step == Step.CHECK:
                break
            answered[step] = self.bound_form(step)
            if not answered[step].is_valid():
                return self.render_revalidation_failure(step, answered[step])
        return answered

    def render_revalidation_failure(self, step: str, form: Any, **_: Any) -> HttpResponse:  # noqa: ARG002
        """Not possible without tampering or a date that has passed; that step is open again."""
        self.state.reopen(step)
        return self.to(Step(step))

    # -- the end --------------------------------------------------------------------------------

    def finish(self, form: forms.Form) -> HttpResponse:
        """Send what stands on the check page, unless something has changed by now."""
        run = self.request.run
        if not limits.may_go_on(run.limits, run.provider, self.state.type, self.state.country):
            self.state.tell(pages.NOT_ALLOWED)  # another launch has narrowed the run since
            return self.to(Step.TYPE)
        if self.existing and self.standing_wait():  # the receipt says how long
            self.keep(form)
            return HttpResponseRedirect(self.receipt_url, status=303)
        changed = None if self.mending else self.changed()
        if changed:
            return changed
        self.storage.set_step_data(self.step, self.process_step(form))  # formtools reads it again
        return self.render_done(form)

    def render_done(self, form: forms.Form, **kwargs: Any) -> HttpResponse:
        """Every form once more, then `done`; formtools forgets the answers only after success."""
        try:
            response = cast(HttpResponse, super().render_done(form, **kwargs))
        except Unfinished:
            return HttpResponseRedirect(self.receipt_url, status=303)
        except submissions.RunEnded:
            return ended(self.request)
        self.over = response.headers.get("Location") == self.receipt_url
        return response

    def done(self, form_list: Any, form_dict: dict[str, forms.Form], **_: Any) -> HttpResponse:  # noqa: ARG002
        """Submit through the ledger. Raises Unfinished unless that is the end of it."""
        intent = self.intent(form_dict)
        submission = submissions.submit(self.request.run, self.provider, intent)
        if submission.state != self.success:
            raise Unfinished
        return HttpResponseRedirect(self.receipt_url, status=303)

    def intent(self, form_dict: dict[str, forms.Form]) -> submissions.Intent:
        """The creation of the profile that was answered for."""
        details = form_dict.get(Step.DETAILS)
        profile = NewProfile(
            type=self.state.type,
            country=self.state.country,
            reference="",  # the ledger's, once there is a row
            match=self.state.match(),
            fields=details.payload() if isinstance(details, SchemaForm) else None,
        )
        reason = None
        check = form_dict.get(Step.CHECK)
        if text := check.cleaned_data.get("reason") if check else "":
            similar = [row["id"] for row in self.state.similar["rows"]]
            reason = {"text": text, "similar": similar}
        return submissions.Intent(
            payload=lambda reference: self.provider.payload(replace(profile, reference=reference)),
            schema=self.state.details_schema() if details else self.state.search_schema(),
            type_label=self.state.type_label,
            country_name=self.state.country_name,
            reason=reason,
        )

    # -- what the provider refused --------------------------------------------------------------

    def rejected(self) -> Submission | None:
        """The last submission, where the provider has refused something of it."""
        return self.last if self.last and self.last.errors is not None else None

    def answer_rejection(self) -> None:
        """The operator has seen the provider's errors and sent the step again."""
        if rejected := self.rejected():
            self.state.seen_rejection = f"{rejected.pk}:{rejected.attempt}"

    def rejection(self) -> dict[str, Any] | None:
        """The provider's errors that belong to this step, until the operator has answered them."""
        if self.step != pages.step_for_rejection(self.state):
            return None
        rejected = self.rejected()
        if not rejected or self.state.seen_rejection == f"{rejected.pk}:{rejected.attempt}":
            return None
        return cast(dict[str, Any], rejected.errors)

    # -- any page -------------------------------------------------------------------------------

    def render(
        self,
        form: forms.Form | None = None,
        status: int = 200,
        trouble: Trouble | None = None,
        **more: Any,
    ) -> HttpResponse:
        form = form if form is not None else self.get_form()
        more |= self.trouble_context(form, trouble)
        context = self.get_context_data(form=form, frozen=self.frozen(), **more)
        context |= pages.step_context(self.step, self.state, form, self.request.GET)
        context |= {"profile_id": self.profile_id, "leave": self.leave_url}
        context["mending"] = self.mending is not None
        if self.mending:
            context |= pages.MENDING[self.step]
        if self.step == Step.TYPE and provider_choice.is_open(self.request.run):
            context["back"] = provider_choice.PAGE
        self.state.notices = []
        return TemplateResponse(self.request, f"wizard/{self.step}.html", context, status=status)
