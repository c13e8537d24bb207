from itertools import islice

import pytest

from infra import rebuild as rebuilding
from infra import refolding, view_tables
from infra.folding import Behind, Target
from infra.rebuild import rebuild
from infra.rebuilding_apart import rebuild_all, rebuild_share
from infra.refolding import Page, pages
from infra.runner import fold_inline
from infra.supervisor import Databases
from infra.view_tables import SHADOW
from projections import kept
from projections.all import PROJECTIONS
from projections.projection import FoldFailed
from projections.resident_folds import RESIDENTS
from projections.suggestion_folds import SUGGESTIONS
from projections.voting_folds import VOTING
from tests.benchmarks.long_log import Neighbourhood
from tests.infra.logs import append, connected, open_log, rows
from tests.infra.test_rebuild_on_postgres import hashes, silent
from tests.infra.test_runner_on_postgres import STUMBLING
from tests.projections.scenario import founded

ENTRIES = 6_000


@pytest.fixture
def conninfo(fresh_databases: Databases) -> str:
    """A database with what a neighbourhood did, and its views."""
    open_log(fresh_databases.main)
    append(fresh_databases.main, founded, *islice(Neighbourhood(ENTRIES).events(), ENTRIES))
    fold_inline(fresh_databases.main)
    return fresh_databases.main


@pytest.mark.parametrize(("page", "rows_kept", "marks"), [(250, 20, 64), (1_000, 1, 2**24)])
def test_rebuilt_is_live_however_little_is_kept_from_page_to_page(
    conninfo: str, page: int, rows_kept: int, marks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = hashes(conninfo)
    monkeypatch.setattr(rebuilding, "PAGE_EVENTS_MAX", page)
    monkeypatch.setattr(rebuilding, "LIVE_PAGE_EVENTS_MAX", page)
    monkeypatch.setattr(refolding, "ROWS_KEPT_MAX", rows_kept)
    monkeypatch.setattr(kept, "MARKS", marks)
    rebuild(conninfo, None, silent)
    assert hashes(conninfo) == live


def test_shadows_that_were_left_at_different_positions_meet(
    conninfo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = hashes(conninfo)
    with connected(conninfo) as connection:
        for projection, upto in ((VOTING, 700), (SUGGESTIONS, 2_100)):
            view_tables.create(connection, projection, SHADOW)
            Target(projection, SHADOW).fold(connection, Behind(1, 0, upto))
    monkeypatch.setattr(rebuilding, "LIVE_PAGE_EVENTS_MAX", 500)
    progress: list[tuple[int, int]] = []
    rebuild(conninfo, None, lambda done, head: progress.append((done, head)))
    assert [done for done, _ in progress[:4]] == [0, 700, 2_100, ENTRIES + 1]
    assert hashes(conninfo) == live


def test_a_fold_that_fails_does_not_keep_other_views_from_being_rebuilt(
    conninfo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = hashes(conninfo)
    monkeypatch.setattr(rebuilding, "LIVE_PAGE_EVENTS_MAX", 500)
    rows(conninfo, "UPDATE members SET channel = 'wrong' RETURNING member")
    rows(conninfo, "UPDATE suggestions SET agree = 99 RETURNING agree")
    wrong = hashes(conninfo)
    with pytest.raises(FoldFailed):
        rebuild(conninfo, None, silent, (STUMBLING, RESIDENTS))
    assert hashes(conninfo) == {
        each.name: (live if each is RESIDENTS else wrong)[each.name] for each in PROJECTIONS
    }


def test_two_processes_rebuild_what_one_would(conninfo: str) -> None:
    live = hashes(conninfo)
    rows(conninfo, "UPDATE members SET channel = 'wrong' RETURNING member")
    rows(conninfo, "UPDATE suggestions SET agree = 99 RETURNING agree")
    assert hashes(conninfo) != live
    rebuild_all(conninfo, silent)
    assert hashes(conninfo) == live


def test_the_other_process_tells_why_it_could_not(conninfo: str) -> None:
    rows(
        conninfo,
        "UPDATE event SET data = '{}' WHERE starts_with(type, 'residents.') RETURNING position",
    )
    with pytest.raises(KeyError):
        rebuild_share(conninfo, [RESIDENTS.name])
    with pytest.raises(KeyError):
        rebuild_all(conninfo, silent)


def test_heads_that_were_read_while_people_went_on_may_differ() -> None:
    few, more = Target(VOTING, SHADOW), Target(SUGGESTIONS, SHADOW)
    planned = [*pages({few: Behind(1, 0, 10), more: Behind(1, 0, 12)}, 100)]
    assert [(page.after, page.upto) for page in planned] == [(0, 12)]


def test_whoever_is_furthest_behind_goes_on_until_it_meets_others() -> None:
    voting, suggestions = Target(VOTING, SHADOW), Target(SUGGESTIONS, SHADOW)
    behind = {voting: Behind(1, 0, 25), suggestions: Behind(1, 7, 25)}
    assert [*pages(behind, 10)] == [
        Page(1, 0, 7, [voting]),
        Page(1, 7, 17, [voting, suggestions]),
        Page(1, 17, 25, [voting, suggestions]),
    ]
