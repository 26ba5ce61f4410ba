"""Reading what lies in a course's folder, and nothing that lies outside."""

import os
from pathlib import Path

LARGEST_TEXT = 256 * 1024


class UnreadableError(Exception):
    """Why a file is not read, and what to do; `line` is 0 when all of it is meant."""

    def __init__(self, message: str, hint: str, line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.line = line


class Folder:
    """A course's folder. Asking where a folder really lies takes a while, so it is asked once."""

    def __init__(self, path: Path) -> None:
        self._real = os.path.realpath(path)
        self._places: dict[str, str] = {}

    def read(self, path: str, largest: int) -> bytes:
        """The bytes of `path`, relative to the folder; raises UnreadableError."""
        real = self._real_path(path)
        if not real.startswith(f"{self._real}{os.sep}"):
            hint = "Copy the file itself into the course's folder."
            raise UnreadableError("the file lies outside of the course's folder.", hint)
        try:
            return _read(real, largest)
        except OSError as error:
            hint = "Make it readable for the account that runs this."
            raise UnreadableError(f"it cannot be read: {error.strerror}.", hint) from error

    def _real_path(self, path: str) -> str:
        place, name = os.path.split(path)
        if place not in self._places:
            self._places[place] = os.path.realpath(os.path.join(self._real, place))
        file = os.path.join(self._places[place], name)
        return os.path.realpath(file) if os.path.islink(file) else file


def _read(file: str, largest: int) -> bytes:
    if not os.path.isfile(file):
        hint = "Put a file there, or correct the name."
        raise UnreadableError("there is no such file.", hint)
    with open(file, "rb") as opened:
        if os.fstat(opened.fileno()).st_size > largest:
            message = f"the file is larger than {largest // 1024} KB."
            raise UnreadableError(message, "Make it smaller, or split it.")
        return opened.read()


def decode(content: bytes) -> str:
    """UTF-8 with or without a byte order mark, any line ends; raises UnreadableError."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"byte {content[error.start]:#04x} is not UTF-8."
        hint = "Save the file as UTF-8; it looks like another encoding."
        raise UnreadableError(message, hint, line) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")
