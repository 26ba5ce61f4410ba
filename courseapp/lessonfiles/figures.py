"""Pictures: read once, named by their content, measured so that a page does not jump."""

import re
from dataclasses import dataclass
from hashlib import sha256
from html import unescape
from pathlib import PurePosixPath
from typing import TypeVar
from xml.parsers import expat

from courseapp.lessonfiles.documents import Figure
from courseapp.lessonfiles.files import Folder, UnreadableError

LARGEST_PICTURE = 1024 * 1024
MEDIA_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
}
T = TypeVar("T")
KINDS_HINT = "Use an svg, png, jpg, webp or gif."


@dataclass(frozen=True)
class Picture:
    """A figure and its size in CSS pixels."""

    figure: Figure
    width: int
    height: int


class Shelf:
    """The pictures of one course's folder."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._contents: dict[str, bytes | UnreadableError] = {}
        self._pictures: dict[str, Picture | UnreadableError] = {}

    def content(self, path: str) -> bytes:
        """The bytes of a picture; raises UnreadableError."""
        if path not in self._contents:
            self._contents[path] = self._read(path)
        return _or_raise(self._contents[path])

    def picture(self, path: str) -> Picture:
        """A picture that is safe to show; raises UnreadableError."""
        if path not in self._pictures:
            self._pictures[path] = self._open(path)
        return _or_raise(self._pictures[path])

    def _read(self, path: str) -> bytes | UnreadableError:
        try:
            return self._folder.read(path, LARGEST_PICTURE)
        except UnreadableError as error:
            return error

    def _open(self, path: str) -> Picture | UnreadableError:
        suffix = PurePosixPath(path).suffix.lower()
        if suffix not in MEDIA_TYPES:
            return UnreadableError("the file is of no kind that can be shown.", KINDS_HINT)
        try:
            content = self.content(path)
            width, height = _measure(suffix, content)
        except UnreadableError as error:
            return error
        name = f"{sha256(content).hexdigest()[:32]}{suffix}"
        return Picture(Figure(name, MEDIA_TYPES[suffix], content), width, height)


def _or_raise(value: T | UnreadableError) -> T:
    if isinstance(value, UnreadableError):
        raise value
    return value


LFS_POINTER = b"version https://git-lfs"


def _measure(suffix: str, content: bytes) -> tuple[int, int]:
    """(width, height); raises UnreadableError when the content is not what the suffix says."""
    if content.startswith(LFS_POINTER):
        message = "it is only git's pointer to the picture."
        raise UnreadableError(message, "Fetch the picture itself: git lfs pull.")
    size = SIZES[suffix](content)
    if size is None or not all(0 < side <= 20000 for side in size):
        message = f"no size can be read from it; is it really {suffix}?"
        raise UnreadableError(message, "Export it again; an svg needs a viewBox.")
    return size


def _svg_size(content: bytes) -> tuple[int, int] | None:
    drawing = _Drawing()
    drawing.read(content)
    return drawing.size


def _png_size(content: bytes) -> tuple[int, int] | None:
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR":
        return None
    return _big(content[16:20]), _big(content[20:24])


def _gif_size(content: bytes) -> tuple[int, int] | None:
    if content[:6] not in (b"GIF87a", b"GIF89a"):
        return None
    return _little(content[6:8]), _little(content[8:10])


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """From the first start-of-frame segment (ITU T.81, annex B)."""
    if content[:2] != b"\xff\xd8":
        return None
    place = 2
    while place + 9 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return _big(content[place + 7 : place + 9]), _big(content[place + 5 : place + 7])
        place += 2 + _big(content[place + 2 : place + 4])
    return None


def _webp_size(content: bytes) -> tuple[int, int] | None:
    """From the first chunk: lossy, lossless or extended (RFC 9649)."""
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return None
    kind = content[12:16]
    if kind == b"VP8 ":
        return _little(content[26:28]) & 0x3FFF, _little(content[28:30]) & 0x3FFF
    if kind == b"VP8L":
        bits = _little(content[21:25])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        return _little(content[24:27]) + 1, _little(content[27:30]) + 1
    return None


def _big(content: bytes) -> int:
    return int.from_bytes(content, "big")


def _little(content: bytes) -> int:
    return int.from_bytes(content, "little")


SIZES = {
    ".svg": _svg_size,
    ".png": _png_size,
    ".jpg": _jpeg_size,
    ".jpeg": _jpeg_size,
    ".webp": _webp_size,
    ".gif": _gif_size,
}

LIVE_ELEMENTS = {"script", "foreignobject", "iframe", "embed", "object", "audio", "video"}
OUTSIDE = re.compile(r"@import|url\(\s*[\"']?(?!#|data:image/)|javascript:|expression\(", re.I)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)(?:px)?\s*")


class _Drawing:
    """Reads an SVG as a stream; refuses what could run, or fetch from elsewhere."""

    def __init__(self) -> None:
        self.size: tuple[int, int] | None = None
        self._depth = 0

    def read(self, content: bytes) -> None:
        parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = self._start
        parser.CharacterDataHandler = self._text
        parser.ProcessingInstructionHandler = self._instruction
        parser.EntityDeclHandler = self._entity
        parser.buffer_text = True
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            raise UnreadableError(f"the svg is broken: {error}.", "Export it again.") from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2].lower()
        if local in LIVE_ELEMENTS:
            _refuse(f"<{name}>")
        if not self._depth:
            self.size = _view(attributes) if local == "svg" else None
        self._depth += 1
        for attribute, value in attributes.items():
            _check_attribute(attribute.rpartition(":")[2].lower(), value)

    def _text(self, text: str) -> None:
        if _reaches_outside(text):
            _refuse("a style that fetches something")

    def _instruction(self, target: str, _data: str) -> None:
        _refuse(f"<?{target}?>")

    def _entity(self, name: str, *_details: object) -> None:
        _refuse(f"the entity {name}")


def _check_attribute(name: str, value: str) -> None:
    if name.startswith("on"):
        _refuse(f"the attribute {name}")
    if name in ("href", "src") and not value.startswith(("#", "data:image/")):
        _refuse(f"a reference to {value[:40]}")
    if _reaches_outside(value):
        _refuse(f"{value[:40]} in {name}")


def _reaches_outside(text: str) -> bool:
    """Browsers read over control characters in an address, written as entities, too."""
    return bool(OUTSIDE.search(CONTROL.sub("", unescape(text))))


def _refuse(what: str) -> None:
    hint = "Export it as a plain svg: no scripts, no links, nothing from elsewhere."
    raise UnreadableError(f"the svg holds {what}, which a page must not show.", hint)


def _view(attributes: dict[str, str]) -> tuple[int, int] | None:
    try:
        _, _, width, height = map(float, attributes["viewBox"].replace(",", " ").split())
        return max(round(width), 1), max(round(height), 1)
    except (KeyError, ValueError, OverflowError):
        sides = [LENGTH.fullmatch(attributes.get(side, "")) for side in ("width", "height")]
        width_match, height_match = sides
        if not width_match or not height_match:
            return None
        return max(round(float(width_match[1])), 1), max(round(float(height_match[1])), 1)
