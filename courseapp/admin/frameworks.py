"""Decision lists that learners locked: how each does beside the reference, and where they miss."""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courseapp.accounts.people import isolated, isolated_text
from courseapp.admin.actions import export_frameworks
from courseapp.admin.enrolments import nothing_first
from courseapp.admin.filters import WritersCohortFilter, WritersCourseFilter
from courseapp.admin.lists import DeskList, ReadOnlyAdmin
from courseapp.admin.scope import (
    StaffRequest,
    choose_cohorts,
    cohorts_of,
    frameworks_of,
)
from courseapp.deciding.grading import Score, Scores
from courseapp.deciding.kept import Asked
from courseapp.deciding.lists import from_json
from courseapp.deciding.wording import in_words
from courseapp.lessonpages.decisions import Standing, decoys_in, reports_on
from courseapp.models import Framework
from courseapp.progress.frameworks import (
    Decision,
    Scored,
    decisions_of,
    key_of,
    report_lists,
    score_framework,
)


class ScoredList(DeskList):
    """A page of lists, each with how it does as `scored`."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = cast("QuerySet[Framework]", with_scores(self.result_list))


def with_scores(frameworks: Iterable[Framework]) -> list[Framework]:
    """Adds `scored` to each, from two queries for all of them."""
    found = list(frameworks)
    decisions = decisions_of({framework.lesson_id for framework in found})
    for framework in found:
        scored = score_framework(framework, decisions.get(key_of(framework)))
        cast("Any", framework).scored = scored
    return found


@admin.register(Framework)
class FrameworkAdmin(ReadOnlyAdmin):
    class Media:
        css = {"all": ["css/admin.css"]}

    list_display = ["learner", "cohort", "held_back", "practice", "locked", "lesson"]
    list_filter = [WritersCohortFilter, WritersCourseFilter]
    search_fields = ["enrolment__user__name", "enrolment__user__email"]
    search_help_text = _("Search by name or e-mail address.")
    ordering = ["-locked_at"]
    show_full_result_count = False
    fields = ["learner", "cohort", "lesson", "locked_at"]
    actions = [export_frameworks]  # type: ignore[list-item]
    change_list_template = "admin/courseapp/framework/list.html"
    change_form_template = "admin/courseapp/framework/overview.html"

    def get_queryset(self, request: StaffRequest) -> QuerySet[Framework]:  # type: ignore[override]
        shown = ("enrolment__user", "enrolment__cohort", "lesson")
        return frameworks_of(request.user).select_related(*shown)

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[DeskList]:
        return ScoredList

    def get_urls(self) -> list[URLPattern]:
        report = self.admin_site.admin_view(self.report)
        return [path("report/", report, name="courseapp_framework_report"), *super().get_urls()]

    def report(self, request: StaffRequest) -> HttpResponse:
        """What the lists of one cohort ask, and where they miss; or of all one sees."""
        if not request.user.has_perm("courseapp.view_framework"):
            raise PermissionDenied
        cohorts = list(cohorts_of(request.user).select_related("course"))
        chosen = choose_cohorts(request.GET.get("cohort", "all"), cohorts)
        frameworks = frameworks_of(request.user).filter(enrolment__cohort__in=chosen)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Where the lists miss"),
            "opts": self.opts,
            "cohorts": cohorts,
            "chosen": chosen,
            "reports": report_lists(frameworks),
            "media": self.media,
        }
        return TemplateResponse(request, "admin/courseapp/framework/report.html", context)

    def render_change_form(
        self, request: Any, context: dict[str, Any], *args: Any, **options: Any
    ) -> HttpResponse:
        framework = context["original"]
        titles = {
            "title": gettext("A learner’s list"),
            "subtitle": isolated_text(framework.enrolment.user),
        }
        return super().render_change_form(
            request, context | titles | overview(framework), *args, **options
        )

    @admin.display(description=_("learner"), ordering="enrolment__user__name")
    def learner(self, framework: Framework) -> str:
        return isolated(framework.enrolment.user)

    @admin.display(description=_("cohort"), ordering="enrolment__cohort__name")
    def cohort(self, framework: Framework) -> str | None:
        cohort = framework.enrolment.cohort
        return isolated(cohort) if cohort else None

    @admin.display(description=_("locked (UTC)"), ordering="locked_at")
    def locked(self, framework: Framework) -> Any:
        return framework.locked_at

    @admin.display(
        description=_("held back: right + acceptable"),
        ordering=nothing_first("first__held-back__right"),
    )
    def held_back(self, framework: Any) -> str:
        return compared(framework.scored, attrgetter("held_back"))

    @admin.display(
        description=_("practice: right + acceptable"),
        ordering=nothing_first("first__practice__right"),
    )
    def practice(self, framework: Any) -> str:
        return compared(framework.scored, attrgetter("practice"))


def compared(scored: Scored, half: Callable[[Scores], Score]) -> str:
    """A line for each list on one half."""
    lists = (
        (gettext("First:"), scored.first),
        (gettext("Now:"), scored.now),
        (gettext("Reference:"), scored.reference),
    )
    lines = ((name, out_of(half(scores))) for name, scores in lists if scores)
    return format_html_join("", "<div>{} {}</div>", lines)


def out_of(score: Score) -> str:
    """ "7 + 2 of 12": right, acceptable, and all."""
    numbers = {"right": score.right, "acceptable": score.acceptable, "total": score.total}
    return gettext("%(right)s + %(acceptable)s of %(total)s") % numbers


def overview(framework: Framework) -> dict[str, Any]:
    """A learner's list in words, its scores beside others', and what it missed."""
    decision = decisions_of([framework.lesson_id]).get(key_of(framework))
    asked = decision.asked if decision else Asked((), (), ())
    first, now = from_json(framework.first or {}), from_json(framework.current)
    context = {
        "now": in_words(now, asked),
        "first": in_words(first, asked) if first != now else None,
        "standings": standings(framework, decision),
    }
    if decision is None:
        return context
    graders = decision.graders
    return context | {
        "decoys": decoys_in(now, asked, graders.standards),
        "reports": reports_on(now, asked, graders),
    }


def standings(framework: Framework, decision: Decision | None) -> list[Standing]:
    scored = score_framework(framework, decision)
    found = [Standing(gettext("The first list"), scored.first)]
    if scored.now and scored.reference and decision:
        standards = decision.graders.standards
        found += [
            Standing(gettext("The list now"), scored.now),
            Standing(gettext("The reference"), scored.reference),
            Standing(standards.naive_name, decision.score(standards.naive)),
        ]
    return found
