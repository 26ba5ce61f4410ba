"""Paragraphs that need no Markdown; that the outcome is the same is a property."""

import pytest

from courseapp.lessonfiles.plain import render_plain, replace_plain

SHOW_LINK = "<{1}|{0}>".format


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Is `a*b*[c](d)` code?", "<p>Is <code>a*b*[c](d)</code> code?</p>"),
        ("Take Q4_K_M (*small*).", "<p>Take Q4_K_M (<em>small</em>).</p>"),
        ("**Not** `so`\n“*it*”", "<p><strong>Not</strong> <code>so</code>\n“<em>it</em>”</p>"),
        ("One.\n\n\n\n`Two`", "<p>One.</p>\n<p><code>Two</code></p>"),
        ("[A b](../c_d.md#e): so", "<p><../c_d.md#e|A b>: so</p>"),
    ],
)
def test_plain_paragraphs_are_rendered(text: str, html: str) -> None:
    assert render_plain(text, SHOW_LINK) == html


@pytest.mark.parametrize(
    "text",
    [
        *("- a", "1. a", "a\n2) b", "*a", "`a", "a & b", "_a_", "[a]", "# a", "[^a](b)"),
        *("`a``b`", "*a***b**", "**a**b", "a*b*", "*a*_b_", "a  b", "a\n    b", "a\n\n- b"),
        *(
            "![a](b)",
            "a ![a](b)",
            "[a][b]",
            "[a](#b)",
            '[a](b "c")',
            "[*a*](b)",
            "*[a](b)*",
            "[a]: b",
        ),
    ],
)
def test_all_else_is_left_to_markdown(text: str) -> None:
    assert render_plain(text, SHOW_LINK) is None


def test_plain_paragraphs_among_others_are_replaced_but_those_with_links() -> None:
    text = "*a*\n\n- b\n\n\n    c\n\n[d](e)\n\nf"

    assert replace_plain(text, str.upper) == (
        "<P><EM>A</EM></P>\n\n- b\n\n\n    c\n\n[d](e)\n\n<P>F</P>"
    )


OPENERS = ["a", "a ", "*a ", "**a ", "`a ", "a_", "a\n", "(*a* ", "`a` ", "[a", "[a](b) "]


@pytest.mark.parametrize("opener", OPENERS)
def test_long_paragraphs_are_not_tried_again_and_again(opener: str) -> None:
    assert render_plain(f"{opener * 30_000}<", SHOW_LINK) is None
