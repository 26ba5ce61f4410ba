"""Behind nginx, as docs/nginx.conf sets it up, slow clients hold nobody up."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.cast import make_course
from tests.server import run_server

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
CONF = Path(__file__).parents[2] / "docs/nginx.conf"
DRIPS = 40
HEAD = (
    b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nlogin="
)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def run_nginx(app: int, folder: Path) -> Iterator[int]:
    port = free_port()
    ours = CONF.read_text(encoding="utf-8").replace("app:8000", f"127.0.0.1:{app}")
    places = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{place}_temp_path {folder}/{place};" for place in places)
    main = folder / "nginx.conf"
    main.write_text(
        f"pid {folder}/pid; error_log {folder}/error.log; worker_processes 1; daemon off;\n"
        f"events {{ worker_connections 256; }}\n"
        f"http {{ access_log off; {temporary}\n"
        f"{ours.replace('listen 80', f'listen 127.0.0.1:{port}')}\n}}\n",
        encoding="utf-8",
    )
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if nginx is None:
        pytest.skip("There is no nginx on this machine (apt-get install nginx-light).")
    with subprocess.Popen([nginx, "-c", str(main), "-p", str(folder)]) as process:
        try:
            wait_for(port)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"Nothing listens on port {port}.")


@contextmanager
def dripping(port: int, count: int) -> Iterator[list[socket.socket]]:
    """So many clients that have begun a form and go on with a byte now and then."""
    with ExitStack() as stack:
        clients = []
        for _ in range(count):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            client.sendall(HEAD)
            clients.append(client)
        time.sleep(0.3)
        yield clients


def answers(port: int, address: str, timeout: float) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", address)
        return connection.getresponse().status == 200
    except TimeoutError:
        return False
    finally:
        connection.close()


def test_forty_slow_clients_hold_nobody_up(tmp_path: Path) -> None:
    make_course("course", lessons=1)
    with run_server(workers=1, threads=8) as app, run_nginx(app, tmp_path) as port:
        with dripping(port, DRIPS) as clients:
            for address in ("/", "/health/", "/courses/course/") * 3:
                for client in clients:
                    client.sendall(b"a")
                assert answers(port, address, timeout=10)
        with dripping(app, 8):  # without the buffer they do
            assert not answers(app, "/courses/course/", timeout=1)


def test_a_body_too_large_is_refused_before_the_app_hears_of_it(tmp_path: Path) -> None:
    with run_nginx(free_port(), tmp_path) as port:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("POST", "/", b"x" * 1_100_000)
        assert connection.getresponse().status == 413
        connection.close()
