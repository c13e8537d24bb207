"""Who looks at private details: noted before anything is opened, told to whom it concerns."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import quote

import psycopg
import pytest

from tests.services.browsing import HOME, Browser, signed_in, text_of
from tests.services.conftest import Neighbourhood
from tests.services.offices import appointed, joined, looks_at, on_the_keys, seen
from tests.waiting import until

KNOWN = "select staff, place from contact_look where person = %s order by place"


@pytest.fixture(scope="module")
def clerk(neighbourhood: Neighbourhood) -> Browser:
    return signed_in(neighbourhood, "clerk")


def test_who_is_shown_on_the_list_is_noted_once(
    neighbourhood: Neighbourhood, clerk: Browser
) -> None:
    member = joined(neighbourhood, "吴奶奶", confirmed=False)
    for _ in "12":
        assert "吴奶奶" in text_of(clerk.get(f"{HOME}/desk"))
    assert looks_at(neighbourhood, member) == [("staff:clerk", "desk-list")]


def test_a_search_notes_those_whom_it_shows_and_nobody_else(
    neighbourhood: Neighbourhood, clerk: Browser
) -> None:
    shown, other = (joined(neighbourhood, name) for name in ("郑爷爷甲", "冯爷爷乙"))
    found = text_of(clerk.post(f"{HOME}/desk", q="郑爷爷甲"))
    assert shown in found
    assert looks_at(neighbourhood, shown) == [("staff:clerk", "desk-search")]
    assert looks_at(neighbourhood, other) == []


def test_whom_the_desk_looks_for_stands_in_no_address(
    neighbourhood: Neighbourhood, clerk: Browser
) -> None:
    member, other = joined(neighbourhood, "万爷爷"), joined(neighbourhood, "千爷爷")
    pages = [
        text_of(clerk.post(f"{HOME}/desk", q="万爷爷")),
        text_of(clerk.post(f"{HOME}/desk/guardian/search", resident=other, q="万爷爷")),
        text_of(clerk.get(f"{HOME}/desk/guardian?resident={other}")),
    ]
    assert member in pages[0]
    for page in pages:
        for form in re.findall(r'<form[^>]* role="search"[^>]*>', page):
            assert 'method="post"' in form
    assert member not in text_of(clerk.get(f"{HOME}/desk?q={quote('万爷爷')}"))


def test_acting_for_somebody_is_noted(neighbourhood: Neighbourhood, clerk: Browser) -> None:
    member = joined(neighbourhood, "陈爷爷")
    assert "陈爷爷" in text_of(clerk.get(f"{HOME}/desk/act?resident={member}"))
    assert looks_at(neighbourhood, member) == [("staff:clerk", "acting")]


def test_nobody_is_noted_for_reading_their_own(neighbourhood: Neighbourhood) -> None:
    caller, member = neighbourhood.member()
    until(lambda: caller.get("me").json["kept"].get("name") == "王小明")
    assert looks_at(neighbourhood, member) == []


def test_the_time_of_a_look_is_told_to_the_hour(
    neighbourhood: Neighbourhood, clerk: Browser
) -> None:
    member = joined(neighbourhood, "褚奶奶")
    clerk.get(f"{HOME}/desk/act?resident={member}")
    [(_, _, at)] = seen(neighbourhood, member)
    assert (at.minute, at.second, at.microsecond) == (0, 0, 0)


@pytest.fixture
def no_log(neighbourhood: Neighbourhood) -> Iterator[None]:
    """The log of looks cannot be written."""
    with on_the_keys(neighbourhood) as connection:
        connection.execute("ALTER TABLE contact_look RENAME TO elsewhere")
        connection.commit()
        yield
        connection.execute("ALTER TABLE elsewhere RENAME TO contact_look")
        connection.commit()


@pytest.mark.usefixtures("no_log")
def test_what_cannot_be_noted_is_not_shown(neighbourhood: Neighbourhood, clerk: Browser) -> None:
    member = joined(neighbourhood, "卫奶奶", confirmed=False)
    pages = [clerk.get(f"{HOME}/{page}") for page in ("desk", f"desk/act?resident={member}")]
    for answer in (*pages, clerk.post(f"{HOME}/desk", q="卫奶奶")):
        assert answer.status >= 500
        assert "卫奶奶" not in text_of(answer)


def test_looks_are_kept_for_a_year(neighbourhood: Neighbourhood, clerk: Browser) -> None:
    member = joined(neighbourhood, "蒋奶奶")
    clerk.get(f"{HOME}/desk/act?resident={member}")
    with on_the_keys(neighbourhood) as connection:
        connection.execute(
            "UPDATE contact_look SET at = at - interval '366 days' WHERE person ="
            " (SELECT person FROM name WHERE name = %s)",
            (member,),
        )
        connection.commit()
    other = joined(neighbourhood, "沈奶奶")
    clerk.get(f"{HOME}/desk/act?resident={other}")
    assert looks_at(neighbourhood, member) == []
    assert looks_at(neighbourhood, other) != []


def test_looks_go_with_the_person(neighbourhood: Neighbourhood, clerk: Browser) -> None:
    member = joined(neighbourhood, "韩奶奶")
    clerk.get(f"{HOME}/desk/act?resident={member}")
    with on_the_keys(neighbourhood) as connection:
        [person] = connection.execute(
            "SELECT person FROM name WHERE name = %s", (member,)
        ).fetchone() or (None,)
        connection.execute("DELETE FROM person WHERE id = %s", (person,))
        connection.commit()
        assert connection.execute(KNOWN, (person,)).fetchall() == []


def test_the_auditor_sees_how_often_and_never_whom(
    neighbourhood: Neighbourhood, clerk: Browser
) -> None:
    member = joined(neighbourhood, "杨奶奶")
    clerk.get(f"{HOME}/desk/act?resident={member}")
    auditor = appointed(neighbourhood, "auditor")
    page = text_of(auditor.get(f"{HOME}/audit/looks"))
    assert "工作人员 clerk" in page
    assert "替居民办理" in page
    assert "杨奶奶" not in page
    assert member not in page
    today = date.today()  # noqa: DTZ011 - a day early or late is still in the range asked for.
    before = today - timedelta(days=2)
    assert "工作人员 clerk" not in text_of(auditor.get(f"{HOME}/audit/looks?before={before}"))
    assert auditor.get(f"{HOME}/audit/looks?before=nonsense").status == 200


def test_only_the_auditor_sees_the_looks(neighbourhood: Neighbourhood, clerk: Browser) -> None:
    assert clerk.get(f"{HOME}/audit/looks").status == 403
    assert Browser(neighbourhood.visitor).get(f"{HOME}/audit/looks").status == 401


def test_a_look_at_somebody_unknown_is_no_look(neighbourhood: Neighbourhood) -> None:
    with on_the_keys(neighbourhood) as connection:
        known = connection.execute("SELECT count(*) FROM contact_look").fetchone()
    assert known is not None
    with pytest.raises(psycopg.errors.ForeignKeyViolation), on_the_keys(neighbourhood) as other:
        other.execute("INSERT INTO contact_look VALUES ('o', gen_random_uuid(), 's', 'p', now())")
