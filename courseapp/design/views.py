"""One page for those who change how the site looks."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courseapp.design import samples
from courseapp.design.prose import sample_prose
from courseapp.lessonpages.pages import Text


@login_not_required
@require_safe
def design(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "design/page.html",
        {
            "page": samples.PAGE,
            "colours": samples.COLOURS,
            "spaces": range(1, 9),
            "sizes": samples.SIZES,
            "waiting": samples.WAITING,
            "refused": samples.REFUSED,
            "revealed": samples.REVEALED,
            "prose": [Text(sample_prose())],
            "cards": samples.CARDS,
            "enrolled": {"enrolment": True},
            "rows": samples.ROWS,
            "courses": samples.TODAY,
            "form": samples.refused_form(),
        },
    )
