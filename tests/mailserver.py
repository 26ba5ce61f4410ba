"""A mail server of a test's own, which takes mail or misbehaves."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from io import BufferedRWPair
from typing import Literal

Manner = Literal[
    "takes",
    "hangs",
    "hangs up",
    "refuses all",
    "refuses nobody@",
    "hangs up on data",
    "hangs up on nobody@",
    "hangs after data",
]


@dataclass
class MailServer:
    """`manner` may be changed while it runs; `taken` are the mails it was handed."""

    manner: Manner = "takes"
    refusal: str = "550 no such mailbox"
    taken: list[Message] = field(default_factory=list)
    callers: int = 0
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def serve(self) -> None:
        with suppress(OSError):  # closed at the end
            while True:
                caller, _ = self.listener.accept()
                self.callers += 1
                threading.Thread(target=self.talk, args=[caller], daemon=True).start()

    def talk(self, caller: socket.socket) -> None:
        with caller, caller.makefile("rwb") as line, suppress(OSError):
            if self.manner == "hangs":
                line.read()
            elif self.manner != "hangs up":
                self.say(line, "220 here")
                while self.answer(line, line.readline()):
                    pass

    def answer(self, line: BufferedRWPair, heard: bytes) -> bool:
        """Returns whether the talk goes on."""
        word = heard[:4].upper()
        if not heard or word == b"QUIT":
            return False
        if word == b"RCPT" and self.manner == "hangs up on nobody@" and b"nobody@" in heard:
            return False
        if word == b"RCPT" and self.refuses(heard):
            self.say(line, self.refusal)
        elif word == b"DATA" and self.manner == "hangs up on data":
            return False
        elif word == b"DATA":
            self.say(line, "354 go on")
            self.taken.append(message_from_bytes(b"".join(iter(line.readline, b".\r\n"))))
            if self.manner == "hangs after data":
                line.read()
            self.say(line, "250 taken")
        else:
            self.say(line, "250 well")
        return True

    def refuses(self, heard: bytes) -> bool:
        return self.manner == "refuses all" or (
            self.manner == "refuses nobody@" and b"nobody@" in heard
        )

    def say(self, line: BufferedRWPair, words: str) -> None:
        line.write(f"{words}\r\n".encode())
        line.flush()


@contextmanager
def run_mail_server(manner: Manner = "takes") -> Iterator[MailServer]:
    server = MailServer(manner)
    threading.Thread(target=server.serve, daemon=True).start()
    try:
        yield server
    finally:
        server.listener.shutdown(socket.SHUT_RDWR)  # wakes who waits for a caller
        server.listener.close()
