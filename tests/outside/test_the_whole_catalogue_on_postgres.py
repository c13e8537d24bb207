"""One log that holds everything that can happen, checked by a stranger's fifty lines."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from domain.catalogue import CATALOGUE
from domain.proof import Tree
from domain.residents.events import RoleGranted
from infra.exporting import entries
from infra.importing import PolisImport
from infra.installation import opened
from infra.polis import read_export
from infra.sample.logins import OFFICES
from infra.sample.seeding import AnotherStory, NotEmpty, is_sown, sow
from infra.supervisor import Databases
from infra.verbs.seed import SEED, UNTIL, opened_for_sample
from tests.importing.importing import settings_of
from tests.importing.small_export import write_small_export
from tests.outside.counting import (
    RECOUNT,
    assert_every_figure_is_provable_indeed,
    recounted_log,
)

LINES_MAX = 50


def quietly(_done: int, _total: int) -> None:
    """Nobody watches."""


def test_a_log_of_every_event_is_rehashed_and_recounted_by_fifty_lines(
    fresh_databases: Databases, tmp_path: Path
) -> None:
    assert len(RECOUNT.read_text().splitlines()) <= LINES_MAX
    with opened_for_sample(settings_of(fresh_databases, tmp_path / "home")) as installation:
        community = sow(installation, SEED, UNTIL, quietly).community
        taking = PolisImport(installation, community, "polis/small", "services")
        taking.take_over(read_export(write_small_export(tmp_path / "small")), quietly)
        lines = list(entries(installation, community.slug))
        counted = recounted_log(installation, community.slug)
        assert_every_figure_is_provable_indeed(installation, community.slug)
    told = [json.loads(line) for line in lines]
    assert {entry["e"] for entry in told} == {"log.Opened.1", *CATALOGUE}
    granted = [entry["data"] for entry in told if entry["e"] == RoleGranted.TOPIC]
    # Whoever can sign in with an office holds it: what is refused in a story is not told.
    assert OFFICES.items() <= {(e["holder"].removeprefix("staff:"), e["role"]) for e in granted}
    assert {"steward", "planner"} <= {each["role"] for each in granted}
    tree = Tree()
    for line in lines:
        tree.append(line)
    assert (counted["size"], counted["root"]) == (tree.size, tree.root.hex())


class CutOff(Exception):
    """The sowing ends here, as if somebody had pulled the plug."""


def half(done: int, total: int) -> None:
    if done * 2 > total:
        raise CutOff


def test_the_same_number_and_date_make_the_same_sample_cut_off_or_not(
    new_databases: Callable[[], Databases], tmp_path: Path
) -> None:
    until = date(2026, 2, 14)
    roots = []
    for home, seed, cut in (("one", 7, False), ("same", 7, True), ("other", 8, False)):
        with opened_for_sample(
            settings_of(new_databases(), tmp_path / home), seed, until
        ) as installation:
            if cut:
                with pytest.raises(CutOff):
                    sow(installation, seed, until, half)
                assert not is_sown(installation)
            sow(installation, seed, until, quietly)
            assert is_sown(installation)
            roots.append(recounted_log(installation, "chunhui")["root"])
    assert roots[0] == roots[1] != roots[2]


def test_two_stories_are_never_mixed_in_one_sample(
    fresh_databases: Databases, tmp_path: Path
) -> None:
    settings = settings_of(fresh_databases, tmp_path / "home")
    with opened_for_sample(settings, 7, UNTIL) as installation, pytest.raises(CutOff):
        sow(installation, 7, UNTIL, half)
    for seed, until in ((8, UNTIL), (7, date(2026, 2, 14))):
        with opened_for_sample(settings, seed, until) as installation:
            before = recounted_log(installation, "chunhui")["root"]
            with pytest.raises(AnotherStory):
                sow(installation, seed, until, quietly)
            assert recounted_log(installation, "chunhui")["root"] == before


def test_a_sample_is_made_in_an_empty_installation_only(
    fresh_databases: Databases, tmp_path: Path
) -> None:
    settings = settings_of(fresh_databases, tmp_path / "home")
    with opened(settings) as installation:
        installation.communities.found(installation.writer, "real", "真社区")
    with opened_for_sample(settings) as installation, pytest.raises(NotEmpty):
        sow(installation, SEED, UNTIL, quietly)
