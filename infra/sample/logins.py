"""示范账号 — the handful of log-ins of the sample community, shown to newcomers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.linli import DemoLogin

if TYPE_CHECKING:
    from infra.installation import Installation

SAMPLE_SLUG = "chunhui"
SAMPLE_NAME = "春晖里"
# Everybody may know it: it opens nothing but a community that says in entry 0 that it is a sample.
SAMPLE_PASSWORD = "gongtong-dizao"  # noqa: S105
OFFICES = {
    "juweihui": "committee",
    "fuzhuren": "committee",
    "mingce": "registrar",
    "chuangkou": "clerk",
    "wangge": "grid-worker",
    "shenji": "auditor",
}
"""Who serves, under a public handle that is the log-in, as what."""
PEOPLE = {
    "guanjia": "steward",
    "guihua": "planner",
    "jiazhang": "guardian",
    "wangayi": "resident",
    "xiaoli": "resident",
    "laozhou": "resident",
}
"""Residents with a log-in, and what they are besides."""
LOGINS = tuple(
    DemoLogin(login, SAMPLE_PASSWORD, role) for login, role in (OFFICES | PEOPLE).items()
)
COMMITTEE, COLLEAGUE, REGISTRAR, CLERK, GRID_WORKER, AUDITOR = (
    f"staff:{handle}" for handle in OFFICES
)


def demo_logins(installation: Installation) -> tuple[DemoLogin, ...]:
    """The log-ins to show: none where there is no sample community."""
    sample = installation.communities.named(SAMPLE_SLUG)
    return LOGINS if sample is not None and sample.sample else ()
