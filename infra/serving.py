"""服务 serving — uvicorn over the application, and what newcomers read when it starts."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from tempfile import TemporaryDirectory

import click
import uvicorn
from uvicorn.supervisors import Multiprocess

from infra.log_lines import log_config
from infra.sample.logins import LOGINS, SAMPLE_SLUG
from infra.settings import OperatorError, Settings

KEEP_ALIVE_S = 30
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The setting by which the library of metrics finds where several processes count."""


class AddressTaken(OperatorError):
    """Another program already answers at this address."""


class Draining(Multiprocess):
    """Several processes that take nobody in any more as soon as they are asked to leave."""

    def terminate_all(self) -> None:
        # Whoever came to a socket that is open here, and that nobody asks any more, would wait.
        for listening in self.sockets:
            listening.close()
        super().terminate_all()


def serve(settings: Settings) -> None:
    """Serve until a signal comes; whoever was let in is answered first."""
    _must_be_free(settings.host, settings.port)
    # Python's own way out: uvicorn sends itself the signal once more when everybody is answered.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with counted_together(settings.workers), suppress(KeyboardInterrupt):
        config = uvicorn.Config(
            "infra.app:create",
            factory=True,
            host=settings.host,
            port=settings.port,
            workers=settings.workers,
            loop="uvloop",
            http="httptools",
            access_log=False,
            log_level="warning",
            log_config=log_config(settings.log),
            timeout_graceful_shutdown=settings.drain_s,
            timeout_keep_alive=KEEP_ALIVE_S,
            server_header=False,
            proxy_headers=True,
            # Whatever the environment says: from elsewhere anybody could name any address.
            forwarded_allow_ips="127.0.0.1",
        )
        if settings.workers > 1:
            Draining(config, [config.bind_socket()]).run()
        else:
            uvicorn.Server(config).run()


@contextmanager
def counted_together(workers: int) -> Iterator[None]:
    """Several processes count in one folder; the library looks for it when it is imported."""
    if workers == 1:
        yield
        return
    with TemporaryDirectory(prefix="linli-metrics-") as folder:
        os.environ[METRICS_FOLDER] = folder
        yield


def _must_be_free(host: str, port: int) -> None:
    """Say so before anything is started, in a sentence rather than a number of the system."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind((host, port))
        except OSError as reason:
            message = (
                f"{host}:{port} cannot be used ({reason.strerror}); choose another LINLI_PORT."
            )
            raise AddressTaken(f"{message} 地址不可用，请另选 LINLI_PORT。") from None


def greet(settings: Settings, *, sample: bool) -> None:
    """The address, and the log-ins of the sample."""
    base = f"http://{settings.host}:{settings.port}"
    click.echo(f"\n邻里 Linli  {base}/")
    if sample:
        click.echo(f"看板 dashboard  {base}/c/{SAMPLE_SLUG}/dashboard\n示范账号 demo log-ins:")
        for login in LOGINS:
            click.echo(f"  {login.login:<12} {login.password}  {login.role}")
    click.echo("按 Ctrl-C 停止 · Ctrl-C stops everything\n")
