"""Pictures are measured, named by content, and refused when they could do harm."""

import zlib
from pathlib import Path

import pytest

from courseapp.lessonfiles.figures import LARGEST_PICTURE, Shelf
from courseapp.lessonfiles.files import Folder, UnreadableError
from tests.lessonfiles.courses import SVG


def png(width: int, height: int) -> bytes:
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    chunk = b"IHDR" + header
    check = zlib.crc32(chunk).to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + len(header).to_bytes(4, "big") + chunk + check


JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xc0\x00\x11\x08\x00\x14\x00\x28\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"
)
GIF = b"GIF89a\x28\x00\x14\x00\x80\x00\x00"
LOSSY = b"RIFF\x00\x00\x00\x00WEBPVP8 \x00\x00\x00\x00\x00\x00\x00\x9d\x01\x2a\x28\x00\x14\x00"
LOSSLESS = b"RIFF\x00\x00\x00\x00WEBPVP8L\x00\x00\x00\x00\x2f" + (39 | 19 << 14).to_bytes(
    4, "little"
)
EXTENDED = b"RIFF\x00\x00\x00\x00WEBPVP8X\x00\x00\x00\x00\x00\x00\x00\x00\x27\x00\x00\x13\x00\x00"


def shelf_with(folder: Path, name: str, content: bytes) -> Shelf:
    (folder / name).write_bytes(content)
    return Shelf(Folder(folder))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", SVG.encode()),
        ("b.svg", SVG.replace('viewBox="0 0 40 20"', 'width="40px" height="20"').encode()),
        ("a.png", png(40, 20)),
        ("a.jpg", JPEG),
        ("a.jpeg", JPEG),
        ("a.gif", GIF),
        ("lossy.webp", LOSSY),
        ("lossless.webp", LOSSLESS),
        ("extended.webp", EXTENDED),
    ],
)
def test_picture_is_measured(tmp_path: Path, name: str, content: bytes) -> None:
    picture = shelf_with(tmp_path, name, content).picture(name)

    assert (picture.width, picture.height) == (40, 20)


def test_picture_is_named_by_its_content(tmp_path: Path) -> None:
    names = [
        shelf_with(tmp_path, name, png(width, 20)).picture(name).figure.name
        for name, width in [("a.png", 40), ("b.png", 40), ("c.png", 41)]
    ]

    assert names[0] == names[1] != names[2]
    assert len(names[0]) == len("0" * 32 + ".png")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.png", JPEG, "no size can be read from it; is it really .png?"),
        ("a.jpg", JPEG[:20], "no size can be read from it; is it really .jpg?"),
        ("a.gif", b"", "no size can be read from it; is it really .gif?"),
        ("a.webp", b"RIFF0000WEBPVP9 ", "no size can be read from it; is it really .webp?"),
        ("a.png", png(0, 20), "no size can be read from it; is it really .png?"),
        ("a.tiff", b"II*\x00", "the file is of no kind that can be shown."),
        ("a.png", png(40, 20) + bytes(LARGEST_PICTURE), "the file is larger than 1024 KB."),
    ],
)
def test_picture_that_is_none_is_refused(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    with pytest.raises(UnreadableError) as told:
        shelf_with(tmp_path, name, content).picture(name)

    assert told.value.message == message


def drawing(inside: str = "", attributes: str = "") -> str:
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"'
    return f'<svg {space} viewBox="0 0 40 20" {attributes}>{inside}</svg>'


@pytest.mark.parametrize(
    "svg",
    [
        drawing("<script>alert(1)</script>"),
        drawing("<foreignObject><p>x</p></foreignObject>"),
        drawing(attributes='onload="alert(1)"'),
        drawing('<a x:href="https://example.org/"><path/></a>'),
        drawing('<image href="https://example.org/a.png"/>'),
        drawing('<use href="other.svg#a"/>'),
        drawing('<set attributeName="href" to="javascript:alert(1)"/>'),
        drawing('<animate attributeName="href" values="java&#9;script:alert(1)"/>'),
        drawing('<animate attributeName="href" values="#a;java&#10;script:alert(1)"/>'),
        drawing('<animate attributeName="href" values="java&amp;Tab;script:alert(1)"/>'),
        drawing("<style>@import 'https://example.org/a.css';</style>"),
        drawing("<style>rect { fill: url(https://example.org/a.svg#b) }</style>"),
        drawing("<path style=\"fill: url( 'https://example.org/a.svg')\"/>"),
        '<?xml-stylesheet href="https://example.org/a.css"?>' + drawing(),
        '<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + drawing("&a;"),
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + drawing("&a;"),
        drawing("<g>"),
        "not a drawing",
        "<html/>",
    ],
)
def test_drawing_that_runs_or_fetches_is_refused(tmp_path: Path, svg: str) -> None:
    with pytest.raises(UnreadableError):
        shelf_with(tmp_path, "a.svg", svg.encode()).picture("a.svg")


def test_drawing_may_refer_to_itself(tmp_path: Path) -> None:
    svg = drawing('<style>path { fill: url(#a) }</style><use href="#a"/><use x:href="#a"/>')

    assert shelf_with(tmp_path, "a.svg", svg.encode()).picture("a.svg").width == 40


def test_deep_drawing_is_read(tmp_path: Path) -> None:
    svg = drawing("<g>" * 50_000 + "</g>" * 50_000)

    assert shelf_with(tmp_path, "a.svg", svg.encode()).picture("a.svg").width == 40
