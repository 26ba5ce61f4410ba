"""Prints why a port on this machine cannot be served from, and the cure; nothing where it can."""

import socket
import sys

CURE = "Choose another: make run PORT=8001"


def obstacle(port: str) -> str:
    """One line, or nothing."""
    if not (port.isdecimal() and 0 < int(port) < 65536):
        return f'"{port}" is not a port. {CURE}'
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except PermissionError:
            return f"Port {port} is kept for the system. {CURE}"
        except OSError:
            return f"Port {port} is taken. {CURE}"
    return ""


if __name__ == "__main__":
    sys.stdout.write(obstacle(sys.argv[1]))
