"""任意事件 any event — hypothesis strategies: whatever could be written for ever."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from domain.kernel import Act, Event

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

ID_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
ids = st.text(ID_CHARACTERS, min_size=22, max_size=22)
people = st.builds(
    "{}:{}".format, st.sampled_from(["member", "voice:2026", "voice:import/uberx"]), ids
)
officials = st.sampled_from(["system", "staff:lin", "staff:赵"])
sources = st.sampled_from(["import:uberx", "import:scoop"])
# One day from either end, so that no zone leads beyond what a date can be.
first, last = datetime(1970, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
moments = st.datetimes(
    first.replace(tzinfo=None), last.replace(tzinfo=None), timezones=st.timezones() | st.just(UTC)
)
# JSON's readers agree on whole numbers up to this size, and entries hold no others.
st.register_type_strategy(int, st.integers(-(2**53) + 1, 2**53 - 1))
acts: SearchStrategy[Act] = st.one_of(
    st.builds(Act.of, people | officials | sources, moments),
    st.builds(Act.of, people | officials | sources, moments, people),
)


def events_of(kind: type[Event]) -> SearchStrategy[Event]:
    """Events of one class: every field takes whatever its type allows."""
    fields: dict[str, SearchStrategy[Any]] = {
        name: st.from_type(field.annotation)  # type: ignore[arg-type]
        for name, field in kind.model_fields.items()
        if name != "act"
    }
    return st.builds(kind, act=acts, **fields)
