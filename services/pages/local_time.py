"""当地时间 — a day and a time as people write them, by the community's own clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.kernel import ENTRY_TIME
from services.language import phrase
from services.pages.forms import Form, NotFilledIn
from services.pages.labels import moment
from services.wording import FIRST_DAY, LAST_DAY

WHICH_DAY: Final = phrase("Please give the day of the close as a date, such as 2027-01-31.")
WHICH_TIME: Final = phrase("Please give the time of the close, such as 20:00.")
NO_SUCH_MOMENT: Final = phrase(
    "The clock here is set forward over this time of this day: please choose another."
)


def entry_time(form: Form, day_field: str, time_field: str) -> str:
    """The moment that a form names by day and time, as the record writes it."""
    form.must_be_fresh()
    day = _day(form.fields.get(day_field, ""))
    if day is None:
        raise NotFilledIn(day_field, WHICH_DAY)
    clock = _time(form.fields.get(time_field, ""))
    if clock is None:
        raise NotFilledIn(time_field, WHICH_TIME)
    zone = ZoneInfo(form.visitor.community.time_zone)
    local = datetime.combine(day, clock, zone)
    known = local.astimezone(UTC)
    if known.astimezone(zone).time() != clock:
        raise NotFilledIn(time_field, NO_SUCH_MOMENT)
    return known.strftime(ENTRY_TIME)


def fields_of(at: str | datetime, zone: str, *, days: int = 0) -> tuple[str, str]:
    """A moment, or the same time some days later, as the fields of a form hold it."""
    local = moment(at).astimezone(ZoneInfo(zone)).replace(tzinfo=None) + timedelta(days=days)
    return local.strftime("%Y-%m-%d"), local.strftime("%H:%M")


def _day(text: str) -> date | None:
    try:
        day = datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone.
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def _time(text: str) -> time | None:
    try:
        return datetime.strptime(text.strip(), "%H:%M").time()  # noqa: DTZ007 - nor has a time of day.
    except ValueError:
        return None
