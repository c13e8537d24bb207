"""Somebody is being erased, the process is killed anywhere, and the next run completes it."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from domain.residents.events import MemberLeft, PersonErased
from domain.suggestions.events import StanceWithdrawn, SuggestionWithdrawn
from infra.erasing import Erasing
from infra.settings import CHECKOUT, Settings
from tests.record.town import Resident, Town, town

if TYPE_CHECKING:
    from uuid import UUID

KILLS = int(os.environ.get("LINLI_ERASURE_KILLS", "6"))
ENDED = [StanceWithdrawn.TOPIC, SuggestionWithdrawn.TOPIC, MemberLeft.TOPIC, PersonErased.TOPIC]


def somebody(there: Town) -> Resident:
    """With a stance, a suggestion of their own, and a comment."""
    neighbour, one = there.residents(2)
    idea = there.suggestion(neighbour)
    there.suggestion(one, "只有我知道")
    there.recorded(one.takes(idea), one.says(idea))
    return one


def erased_until(there: Town, person: UUID, last: int) -> subprocess.CompletedProcess[str]:
    settings = there.installation.settings
    given = {
        "home": str(settings.home), "main": settings.database_url, "keys": settings.keys_url,
        "person": str(person),
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "tests.faults.cut_off_erasure", str(last), json.dumps(given)],
        cwd=CHECKOUT,
        check=False,
        capture_output=True,
        text=True,
    )


def assert_nothing_is_left(there: Town, one: Resident, head: int) -> None:
    kinds = [kind for position, kind, _ in there.entries() if position > head]
    assert sorted(kinds) == sorted(ENDED)
    assert kinds[-2:] == ENDED[-2:]
    assert there.rows("SELECT 1 FROM person WHERE id = %s", one.person, keys=True) == []
    assert there.rows("SELECT 1 FROM erasure", keys=True) == []
    assert there.rows("SELECT 1 FROM name WHERE name = %s", one.voice, keys=True) == []
    own = [
        position
        for position, _, data in there.entries()
        if json.loads(data)["by"] in {one.voice, one.member}
    ]
    assert own
    for table in ("vault", "words"):
        assert there.rows(f"SELECT 1 FROM {table} WHERE position = ANY(%s)", own) == []  # noqa: S608 - of the two above.


def test_killed_anywhere_the_next_run_completes_it(beside: Settings) -> None:
    chance = random.Random(os.environ.get("LINLI_FAULT_SEED"))  # noqa: S311 - only moments.
    with town(beside) as there:
        first = somebody(there)
        head = len(there.entries())
        whole = erased_until(there, first.person, 0)
        statements = int(whole.stdout)
        assert_nothing_is_left(there, first, head)
        for last in chance.sample(range(1, statements + 1), KILLS):
            one = somebody(there)
            head = len(there.entries())
            cut_off = erased_until(there, one.person, last)
            assert cut_off.returncode == -signal.SIGKILL, cut_off.stderr
            was_kept = there.rows("SELECT 1 FROM erasure", keys=True)
            is_gone = not there.rows("SELECT 1 FROM person WHERE id = %s", one.person, keys=True)
            assert was_kept or last == statements or not is_gone
            erasing = Erasing(there.installation)
            erasing.run()
            if not was_kept and not is_gone:
                # Cut off before it was noted that it was asked for.
                erasing.at_once(one.person)
            assert_nothing_is_left(there, one, head)
            sys.stderr.write(f"killed after statement {last} of {statements}\n")
