"""Questions: which mislead most, with what was said first, and where in the text that begins."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from courseapp.admin.files import file_note, preview_url
from courseapp.admin.filters import CourseFilter
from courseapp.admin.lists import ReadOnlyAdmin
from courseapp.admin.scope import StaffRequest, choose_cohorts, cohorts_of
from courseapp.models import Cohort, Enrolment, Question
from courseapp.progress.questions import QuestionReport, plain, report_questions, source_of


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    list_display = ["key", "kind", "lesson", "course", "source_line", "retired_at"]
    list_filter = [CourseFilter]
    list_select_related = ["course", "lesson__course", "revision"]
    search_fields = ["key", "lesson__title"]
    fields = ["source", "key", "course", "lesson", "kind", "prompt", "options", "retired_at"]
    change_list_template = "admin/courseapp/question/list.html"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Options are for the questions that have them."""
        asks = obj and obj.revision and obj.revision.kind == Question.Kind.PREDICT
        return [name for name in self.fields or () if asks or name != "options"]

    def get_urls(self) -> list[URLPattern]:
        report = self.admin_site.admin_view(self.report)
        return [path("report/", report, name="courseapp_question_report"), *super().get_urls()]

    def report(self, request: StaffRequest) -> HttpResponse:
        """The questions of one cohort, or of all one sees, the most misleading first."""
        rights = ["courseapp.view_question", "courseapp.view_prediction"]
        if not request.user.has_perms(rights):
            raise PermissionDenied
        cohorts = list(cohorts_of(request.user).select_related("course"))
        chosen = choose_cohorts(request.GET.get("cohort", ""), cohorts)
        context = self.admin_site.each_context(request) | {
            "title": _("Questions that mislead"),
            "opts": self.opts,
            "cohorts": cohorts,
            "chosen": chosen,
            "reports": [
                (report, preview_url(report.question.lesson)) for report in report_on(chosen)
            ],
            "media": self.media,
        }
        return TemplateResponse(request, "admin/courseapp/question/report.html", context)

    @admin.display(description=_("kind"))
    def kind(self, question: Question) -> str | None:
        return question.revision.kind if question.revision else None

    @admin.display(description=_("file and line"))
    def source_line(self, question: Question) -> str:
        return source_of(question)

    @admin.display(description=_("source"))
    def source(self, question: Question) -> str:
        return file_note(source_of(question))

    @admin.display(description=_("prompt"))
    def prompt(self, question: Question) -> str | None:
        return plain(question.revision.asked["prompt"]) if question.revision else None

    @admin.display(description=_("options"))
    def options(self, question: Question) -> str | None:
        if question.revision is None or question.revision.kind != Question.Kind.PREDICT:
            return None
        shown = question.revision.solution.shown
        right = None if "void" in shown else shown["right"]
        texts = (
            (plain(option["html"]), _(" (right)") if option["key"] == right else "")
            for option in question.revision.asked["options"]
        )
        return format_html_join("", "<div>{}{}</div>", texts)


def report_on(cohorts: list[Cohort]) -> list[QuestionReport]:
    """The questions of the cohorts' courses, as the cohorts' learners answered them."""
    return report_questions(
        Question.objects.filter(course__in={cohort.course_id for cohort in cohorts}),
        Enrolment.objects.filter(cohort__in=cohorts),
    )
