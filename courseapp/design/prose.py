"""What authors can write, rendered as a lesson's text is."""

from xml.etree.ElementTree import Element

from courseapp.lessonfiles.passages import Passage
from courseapp.lessonfiles.render import Note, Renderer

MARKDOWN = """\
## A heading in the text

A paragraph has about 68 characters a line. It holds **stress**, *emphasis*, `code`,
<kbd>Ctrl</kbd>, [a link](https://example.org/) and a footnote.[^1]

### A smaller one

- A list
- of two

and another:

1. in order
2. and numbered

> A quotation stands apart.

Term
:   What it means.

```python hl_lines="3"
def batches(requests: list[Request], *, first: Callable[[Request], int]) -> Iterator[Batch]:
    \"\"\"A line too long for the column goes on towards the margin, then scrolls.\"\"\"
    for request in sorted(requests, key=first):
        yield Batch(request)  # marked above
```

| A table | Version | Requests | Tokens a second | Memory |
|---|---|--:|--:|--:|
| First row | 0.11.2 | 64 | 5,377 | 71.2 GB |
| Second row | 1.1.0 | 1 | 145 | 12.0 GB |

!!! note "A note"
    Stands beside the text.

!!! warning "A warning"
    Is louder.

[^1]: Which says a little more.
"""


class Nowhere:
    """A place without pictures and terms, whose text is known to be sound."""

    def complain(self, line: int, message: str, hint: str) -> None:
        raise ValueError(f"{line}: {message} {hint}")

    def link(self, anchor: Element, line: int) -> Note | None:
        return None

    def show(self, image: Element, line: int) -> None:
        raise ValueError(f"{line}: there are no pictures here.")


def sample_prose() -> str:
    return Renderer().block(Passage(1, MARKDOWN), "design", Nowhere())
