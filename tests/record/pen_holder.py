"""A process of several writers, for tests: each takes stances, and says what it was answered.

Arguments: the settings of the installation, the community, the suggestions, the first resident.
It begins when a line comes in, so that several processes begin together.
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from domain.suggestions.events import Choice
from infra.settings import Settings
from services.door import Recorded
from tests.record.town import Resident, Town, town

WRITERS = 4
CHOICES: tuple[Choice, ...] = ("agree", "disagree", "pass")
BATCHES = 15


def writes(there: Town, resident: Resident, suggestions: list[str]) -> list[tuple[int, int]]:
    """Head and count of every answer."""
    answers: list[tuple[int, int]] = []
    for number in range(BATCHES):
        choice = CHOICES[number % len(CHOICES)]
        outcomes = there.decide(*(resident.takes(each, choice) for each in suggestions))
        answers += [(one.head, one.count) for one in outcomes if isinstance(one, Recorded)]
    return answers


def main() -> None:
    asked = json.loads(sys.argv[1])
    settings = Settings(
        home=Path(asked["home"]), database_url=asked["main"], keys_url=asked["keys"]
    )
    residents = [Resident(**each) for each in asked["residents"]]
    with town(settings) as there, ThreadPoolExecutor(WRITERS) as threads:
        print("ready", flush=True)  # noqa: T201 - speaks to the test.
        sys.stdin.readline()
        found = threads.map(lambda one: writes(there, one, asked["suggestions"]), residents)
        print(json.dumps(list(found)), flush=True)  # noqa: T201 - the same.


if __name__ == "__main__":
    main()
