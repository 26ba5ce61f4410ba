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


def read_inside(folder: Path, path: str, largest: int) -> bytes:
    """The bytes of `path`, relative to `folder`; raises UnreadableError."""
    real = Path(os.path.realpath(folder / path))
    if not real.is_relative_to(os.path.realpath(folder)):
        hint = "Copy the file itself into the course's folder."
        raise UnreadableError("the file lies outside of the course's folder.", hint)
    try:
        if not real.is_file():
            hint = "Put a file there, or correct the name."
            raise UnreadableError("there is no such file.", hint)
        size = real.stat().st_size
        if size > largest:
            hint = "Make it smaller, or split it."
            message = (
                f"the file holds {size / 1024:,.0f} KB; at most {largest // 1024} KB are read."
            )
            raise UnreadableError(message, hint)
        return real.read_bytes()
    except OSError as error:
        hint = "Make it readable for the account that runs this."
        raise UnreadableError(f"the file cannot be read: {error.strerror}.", hint) from error


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
