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
LOGINS = (
    DemoLogin("juweihui", SAMPLE_PASSWORD, "committee"),
    DemoLogin("chuangkou", SAMPLE_PASSWORD, "clerk"),
    DemoLogin("wangayi", SAMPLE_PASSWORD, "resident"),
    DemoLogin("xiaoli", SAMPLE_PASSWORD, "resident"),
    DemoLogin("laozhou", SAMPLE_PASSWORD, "resident"),
)
RESIDENTS = tuple(login for login in LOGINS if login.role == "resident")


def demo_logins(installation: Installation) -> tuple[DemoLogin, ...]:
    """The log-ins to show: none where there is no sample community."""
    sample = installation.communities.named(SAMPLE_SLUG)
    return LOGINS if sample is not None and sample.sample else ()
