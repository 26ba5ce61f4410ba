"""Learners: who is where, who is stuck, how right and how sure they are."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import F, OrderBy, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from courseapp.accounts.enrolments import is_paused
from courseapp.accounts.people import isolated, isolated_text
from courseapp.admin.actions import export_predictions, export_progress, open_lesson
from courseapp.admin.filters import ActiveFilter, CohortFilter, CourseFilter, StuckFilter
from courseapp.admin.lists import DeskAdmin
from courseapp.admin.paced import PacedForm, pace_in_words
from courseapp.admin.scope import StaffRequest, enrolments_of
from courseapp.answers.states import correction_of
from courseapp.models import Enrolment, Prediction
from courseapp.progress.calibration import calibrate
from courseapp.progress.exports import said
from courseapp.progress.learners import Progress, grid_rows, waiting_at, with_progress
from courseapp.schedule import retiming

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    Learner = WithAnnotations[Enrolment, Progress]


class EnrolmentForm(PacedForm):
    """A learner's own pace, and whether it rests. A cohort's members have the cohort's pace."""

    paused = forms.BooleanField(
        required=False,
        label=_("Paused"),
        help_text=_("From tomorrow no lesson opens, till this is unticked again."),
    )

    class Meta:
        model = Enrolment
        fields = ["pace", "weekdays"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["paused"].initial = is_paused(self.instance)
        if self.instance.cohort:
            del self.fields["weekdays"]


def nothing_first(name: str) -> OrderBy:
    """Ascending from what has no value, on every database; descending, it comes last."""
    return F(name).asc(nulls_first=True)


@admin.register(Enrolment)
class EnrolmentAdmin(DeskAdmin):
    form = EnrolmentForm
    list_display = [
        "learner",
        "stuck",
        "finished",
        "last_active",
        "streak_now",
        "accuracy",
        "mean_confidence",
        "answered",
        "in_cohort",
        "course",
    ]
    list_filter = [CohortFilter, CourseFilter, "pace", ActiveFilter, StuckFilter]
    list_select_related = ["user", "course", "cohort"]
    search_fields = ["user__name", "user__email"]
    search_help_text = _("Search by name or e-mail address.")
    ordering = [F("last_active_at").desc(nulls_last=True)]
    show_full_result_count = False
    actions = [open_lesson, export_progress, export_predictions]  # type: ignore[list-item]
    change_form_template = "admin/courseapp/enrolment/overview.html"

    def get_queryset(self, request: StaffRequest) -> QuerySet[Enrolment]:  # type: ignore[override]
        enrolments = enrolments_of(request.user)
        if not hasattr(request, "waiting"):  # a list asks for this several times
            request.waiting = waiting_at(enrolments, request.now)
        return with_progress(enrolments, request.now, request.waiting)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Learners enrol themselves, or join with a cohort's code."""
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        pace = ["cohort_pace"] if obj and obj.cohort else ["pace", "weekdays"]
        return ["user", "course", "cohort", "start", *pace, "paused"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["user", "course", "cohort", "start", "cohort_pace"]

    def save_model(  # type: ignore[override]
        self, request: StaffRequest, obj: Enrolment, form: EnrolmentForm, change: bool
    ) -> None:
        """Everything goes through `retiming`, so that nothing open locks again."""
        own = Enrolment.objects.get(pk=obj.pk)
        if "paused" in form.changed_data:
            retime = retiming.pause if form.cleaned_data["paused"] else retiming.resume
            retime(own, request.now)
        if obj.cohort is None:
            retiming.change_pace(own, obj.pace, obj.learning_weekdays, request.now)

    def render_change_form(
        self, request: Any, context: dict[str, Any], *args: Any, **options: Any
    ) -> HttpResponse:
        enrolment = context["original"]
        titles = {"title": isolated_text(enrolment.user), "subtitle": enrolment.course.title}
        return super().render_change_form(
            request, context | titles | overview(enrolment, request), *args, **options
        )

    @admin.display(description=_("pace"))
    def cohort_pace(self, enrolment: Enrolment) -> str:
        return _("%(pace)s (as the cohort)") % {"pace": pace_in_words(enrolment.paced)}

    @admin.display(description=_("learner"), ordering="user__name")
    def learner(self, enrolment: "Learner") -> str:
        return isolated(enrolment.user)

    @admin.display(description=_("cohort"), ordering="cohort__name")
    def in_cohort(self, enrolment: "Learner") -> str | None:
        return isolated(enrolment.cohort) if enrolment.cohort else None

    @admin.display(description=_("finished"), ordering="finished")
    def finished(self, enrolment: "Learner") -> str:
        return _("%(count)s of %(all)s") % {
            "count": enrolment.finished,
            "all": enrolment.lessons,
        }

    @admin.display(description=_("last active (UTC)"), ordering=nothing_first("last_active_at"))
    def last_active(self, enrolment: "Learner") -> Any:
        return enrolment.last_active_at

    @admin.display(description=_("streak"), ordering="streak_now")
    def streak_now(self, enrolment: "Learner") -> int:
        return enrolment.streak_now

    @admin.display(description=_("right"), ordering=nothing_first("accuracy"))
    def accuracy(self, enrolment: "Learner") -> str | None:
        return (
            None
            if enrolment.accuracy is None
            else f"{enrolment.accuracy * 100:.0f}\N{NO-BREAK SPACE}%"
        )

    @admin.display(description=_("confidence (1–5)"), ordering=nothing_first("mean_confidence"))
    def mean_confidence(self, enrolment: "Learner") -> str | None:
        mean = enrolment.mean_confidence
        return None if mean is None else number_format(mean, 1)

    @admin.display(description=_("predictions"), ordering="answered")
    def answered(self, enrolment: "Learner") -> int:
        return enrolment.answered

    @admin.display(description=_("stuck"), ordering=nothing_first("stuck_on"))
    def stuck(self, enrolment: "Learner") -> str | None:
        if enrolment.stuck_on is None:
            return None
        where = enrolment.stuck_question or _("not finished")
        if enrolment.not_begun:
            where = _("not begun")
        return _("lesson %(number)s: %(where)s") % {
            "number": enrolment.stuck_on + 1,
            "where": where,
        }


def overview(enrolment: Enrolment, request: StaffRequest) -> dict[str, Any]:
    """What the learner's page shows under the form."""
    [row] = grid_rows(Enrolment.objects.filter(pk=enrolment.pk), request.now)
    predictions: list[Prediction] = []
    if request.user.has_perm("courseapp.view_prediction"):
        predictions = list(
            enrolment.predictions.select_related(
                "question__lesson", "revision__solution", "revision__corrected_by__solution"
            ).order_by("pk")
        )
    judged = ((prediction.confidence, prediction.is_right) for prediction in predictions)
    return {
        "row": row,
        "predictions": [
            (prediction, said(prediction), correction_of(prediction)) for prediction in predictions
        ],
        "calibration": calibrate(judged),
    }
