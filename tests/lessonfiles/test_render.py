"""Markdown to HTML that is safe to show and the same wherever it stands."""

from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from courseapp.lessonfiles.documents import Prose
from courseapp.lessonfiles.passages import Passage
from courseapp.lessonfiles.reading import read_course
from courseapp.lessonfiles.render import Renderer
from tests.lessonfiles.courses import (
    PREDICT,
    SVG,
    lesson_text,
    only_lesson,
    read_body,
    sound,
    write_course,
)
from tests.lessonfiles.unsafe import find_unsafe


class Sheet:
    """Remembers complaints; leaves links and pictures as they are."""

    def __init__(self) -> None:
        self.complaints: list[tuple[int, str]] = []

    def complain(self, line: int, message: str, hint: str) -> None:
        self.complaints.append((line, message))

    def link(self, anchor: Element, line: int) -> None: ...
    def show(self, image: Element, line: int) -> None: ...


def render(text: str) -> str:
    sheet = Sheet()
    html = Renderer().block(Passage(1, text), "step_1", sheet)
    assert sheet.complaints == []
    return html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Plain.", "<p>Plain.</p>"),
        (
            "*It* is **cold** in `here`.",
            "<p><em>It</em> is <strong>cold</strong> in <code>here</code>.</p>",
        ),
        ("One.\n\n- two\n- three", "<p>One.</p>\n<ul>\n<li>two</li>\n<li>three</li>\n</ul>"),
        ("Press <kbd>Enter</kbd>.", "<p>Press <kbd>Enter</kbd>.</p>"),
        ("Term\n: meaning", "<dl>\n<dt>Term</dt>\n<dd>meaning</dd>\n</dl>"),
        ("In HTML.\n\n*[HTML]: A language", '<p>In <abbr title="A language">HTML</abbr>.</p>'),
        (
            '!!! note "Mind"\n    the gap',
            '<div class="admonition note">\n<p class="admonition-title">Mind</p>\n'
            "<p>the gap</p>\n</div>",
        ),
        ("<!-- only for authors -->\n\nSeen.", "<p>Seen.</p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("## On *time*", '<h2 id="step_1-on-time">On <em>time</em></h2>'),
        ("## A\n\n## A", '<h2 id="step_1-a">A</h2>\n<h2 id="step_1-a-2">A</h2>'),
        (
            "## Über uns\n\n[up](#über-uns)",
            '<h2 id="step_1-über-uns">Über uns</h2>\n<p><a href="#step_1-über-uns">up</a></p>',
        ),
    ],
)
def test_markdown_becomes_html(text: str, html: str) -> None:
    assert render(text) == html


def test_code_is_highlighted_by_classes_and_can_be_scrolled_by_keyboard() -> None:
    assert render("```python\nx = 1\n```") == (
        '<div class="highlight" tabindex="0"><pre><span></span><code>'
        '<span class="n">x</span> <span class="o">=</span> <span class="mi">1</span>\n'
        "</code></pre></div>"
    )


def test_code_lines_can_be_marked() -> None:
    html = render('```text hl_lines="2"\none\ntwo\n```')

    assert '<span class="hll">two\n</span>' in html


def test_code_fence_needs_no_empty_lines_around_it() -> None:
    assert render("One:\n```text\ntwo\n```\nthree") == (
        '<p>One:</p>\n<div class="highlight" tabindex="0"><pre><span></span><code>two\n'
        "</code></pre></div>\n\n<p>three</p>"
    )


def test_wide_table_can_be_scrolled_and_is_aligned_without_styles() -> None:
    assert render("| a | b |\n|---|--:|\n| 1 | 2 |") == (
        '<div aria-label="Table" class="table-scroll" role="group" tabindex="0"><table>\n'
        '<thead>\n<tr>\n<th>a</th>\n<th align="right">b</th>\n</tr>\n</thead>\n'
        '<tbody>\n<tr>\n<td>1</td>\n<td align="right">2</td>\n</tr>\n</tbody>\n</table></div>'
    )


def test_an_empty_corner_of_a_table_is_no_heading() -> None:
    assert "<tr>\n<td></td>\n<th>b</th>\n</tr>" in render("| | b |\n|---|---|\n| 1 | 2 |")


def test_footnotes_of_two_steps_do_not_meet(tmp_path: Path) -> None:
    note = "Cold.[^1]\n\n[^1]: Very.\n"

    lesson = only_lesson(read_body(tmp_path, f"{note}\n{PREDICT}\n{note}"))

    first, _, last = lesson.steps
    assert isinstance(first, Prose)
    assert isinstance(last, Prose)
    assert 'id="step_1-fn-1"' in first.html
    assert 'href="#step_1-fn-1"' in first.html
    assert last.html == first.html.replace("step_1-", "step_3-")


def test_a_footnote_says_what_its_links_are() -> None:
    html = render("Cold.[^1]\n\n[^1]: Very.")
    assert 'role="doc-noteref">1</a>' in html
    assert '<a aria-label="Back to the text" class="footnote-backref"' in html
    assert 'role="doc-backlink"' in html
    assert "↩\ufe0e</a>" in html


def test_renderer_keeps_nothing_from_one_passage_for_the_next() -> None:
    renderer, sheet = Renderer(), Sheet()
    fresh = renderer.block(Passage(1, "HTML [a][a] [^1]"), "p", Sheet())
    renderer.block(Passage(1, "[^1]: n\n\n*[HTML]: x\n\n[a]: https://a.example"), "p", sheet)

    assert renderer.block(Passage(1, "HTML [a][a] [^1]"), "p", Sheet()) == fresh


def test_links_and_pictures_get_their_addresses(tmp_path: Path) -> None:
    body = (
        "![Snow](../figures/snow.svg)\n[here](lesson.md) [course](../course.md) "
        f"[there](https://example.org/) [mail](mailto:a@b.example)\n\n{PREDICT}"
    )
    files = {"phase/lesson.md": lesson_text(body), "figures/snow.svg": SVG}

    lesson = only_lesson(read_course(write_course(tmp_path, files)))

    (figure,) = lesson.figures
    assert figure.media_type == "image/svg+xml"
    assert figure.content == SVG.encode()
    step = lesson.steps[0]
    assert isinstance(step, Prose)
    assert step.html == (
        f'<p><img alt="Snow" height="20" src="/figures/{figure.name}" width="40">\n'
        '<a href="/courses/course/lesson/">here</a> <a href="/courses/course/">course</a> '
        '<a href="https://example.org/" rel="noopener noreferrer">there</a> '
        '<a href="mailto:a@b.example">mail</a></p>'
    )
    assert lesson.summary.links == (("phase/lesson.md", 10),)
    assert lesson.summary.images == ("figures/snow.svg",)


def test_introduction_and_faq_have_figures_too(tmp_path: Path) -> None:
    faq = "## How cold?\n\n![So cold](phase/picture.svg)\n"

    course = sound(read_course(write_course(tmp_path, {"faq.md": faq})))

    assert [figure.content for figure in course.figures] == [SVG.encode()]


ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='javascript:alert(1)'></object>",
    "<form action='javascript:alert(1)'><button>x</button></form>",
    "<a href='javascript:alert(1)'>x</a>",
    "<div hx-get='/admin/' hx-trigger='load'>x</div>",
    "<div data-hx-get='/admin/'>x</div>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<kbd onclick=alert(1)>x</kbd>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:alert(1))",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "![x](javascript:alert(1))",
    '[x](https://a.example "\\" onmouseover=\\"alert(1)")',
    '![x" onerror="alert(1)](a.png)',
    '[x](https://a.example "<table><script>alert(1)</script>")',
    "<javascript:alert(1)>",
    "```python onload=alert(1)\nx\n```",
    "``` {.python onload=alert(1)}\nx\n```",
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    '*[HTML]: " onmouseover="alert(1)\n\nHTML',
    '!!! note "<script>alert(1)</script>"\n    x',
    '!!! note" onclick="alert(1)\n    x',
    "[^x]: <script>alert(1)</script>\n\nNote.[^x]",
    '[^" onclick="alert(1)]: x\n\nNote.[^" onclick="alert(1)]',
    "<!-- --><script>alert(1)</script><!-- -->",
    "<!--><script>alert(1)</script>-->",
    "| a |\n|---|\n| <script>alert(1)</script> |",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_careless_lesson_cannot_run_script(text: str) -> None:
    assert find_unsafe(Renderer().block(Passage(1, text), "p", Sheet())) == []


def test_the_finder_of_unsafe_html_finds_it() -> None:
    missed = [text for text in ATTACKS[:14] if not find_unsafe(text)]

    assert missed == []


def test_the_html_that_is_dropped_is_told_once_for_each_tag() -> None:
    sheet = Sheet()

    Renderer().block(Passage(3, "One.\n\n<div>\n<div>x</div>\n</div>\n\n<u>x</u>"), "p", sheet)

    assert sheet.complaints == [
        (5, "the HTML <div> is not shown."),
        (9, "the HTML <u> is not shown."),
    ]


def test_what_stands_beside_an_element_is_not_taken_for_a_list() -> None:
    assert render("a\n<sub>b</sub>- c") == "<p>a\n<sub>b</sub>- c</p>"


def test_what_markdown_loses_is_told() -> None:
    sheet = Sheet()

    html = Renderer().block(Passage(3, "*a**b*`**c**`"), "p", sheet)

    told = "Markdown cannot read this text: it takes the marks in it for something else."
    assert (html, sheet.complaints) == ("", [(3, told)])
