"""A served installation as a stranger meets it: processes of their own, spoken to over HTTP."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

from infra.settings import Settings
from tests.waiting import until


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def environment(settings: Settings, port: int = 0, workers: int = 1) -> dict[str, str]:
    """The settings as the operator would give them."""
    urls = {"LINLI_DATABASE_URL": settings.database_url, "LINLI_KEYS_URL": settings.keys_url}
    return {
        **os.environ,
        **{name: url for name, url in urls.items() if url is not None},
        "LINLI_HOME": str(settings.home),
        "LINLI_PORT": str(port),
        "LINLI_WORKERS": str(workers),
    }


def answers(port: int, path: str = "/api/v1/health") -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@contextmanager
def served(settings: Settings, workers: int = 2) -> Iterator[int]:
    """The port of `linli serve`; it is asked to stop at the end, and must."""
    with started(settings, workers) as (port, _):
        yield port


@contextmanager
def started(settings: Settings, workers: int) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The same with its process."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "infra.cli", "serve"], env=environment(settings, port, workers)
    )
    try:
        until(lambda: answers(port) or server.poll() is not None)
        assert server.poll() is None
        yield port, server
    finally:
        server.terminate()
        assert server.wait(30) is not None
