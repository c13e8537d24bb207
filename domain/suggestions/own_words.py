"""本人的话 own words — whose words may be published (entry format, section 3)."""

from __future__ import annotations

from domain.kernel import Refused
from domain.residents.events import UNDER_14


class ChildrensWordsNeedConsent(Refused):
    """The words of children under 14 are published only after a guardian's consent, which cannot be
    given here yet."""  # noqa: D205, D209 - one sentence, which people read whole.


def must_be_free_to_publish(age_band: str | None) -> None:
    """Refuse a child's own words. The band is private: it comes in, and is never recorded."""
    if age_band == UNDER_14:
        raise ChildrensWordsNeedConsent
