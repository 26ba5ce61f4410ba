import struct
from pathlib import Path

import pytest

from tests.icons.drawing import STATIC, on_ink


def size_of(path: Path) -> tuple[int, int]:
    """Width and height, as a PNG's header says them."""
    width, height = struct.unpack(">II", path.read_bytes()[16:24])
    return width, height


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("icon-192", (192, 192)),
        ("icon-512", (512, 512)),
        ("maskable-512", (512, 512)),
        ("apple-touch-icon", (180, 180)),
        ("card", (1200, 630)),
    ],
)
def test_icons_have_the_sizes_they_are_used_in(name: str, size: tuple[int, int]) -> None:
    assert size_of(STATIC / "icons" / f"{name}.png") == size


def test_an_icon_holds_the_mark_of_the_favicon() -> None:
    shape = 'd="M8.52 21.53A10 10 0 1 1 21.53 8.52"'
    for source in ("static/favicon.svg", "templates/_mark.html"):
        assert shape in (STATIC.parent / source).read_text(encoding="utf-8")
    assert shape in on_ink(192, 192, corner=42)
