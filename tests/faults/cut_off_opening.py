"""A process that opens ballots and ends without warning after so many statements, for tests.

Arguments: after how many statements (0: never), and the settings of the installation. It prints how
many statements there were, if it lives to do so.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from psycopg import Connection

from infra.installation import opened
from infra.opening import Opening
from infra.settings import Settings
from tests.faults.stopping import put
from tests.record.ballots import AFTERWARDS


def main() -> None:
    last, given = int(sys.argv[1]), json.loads(sys.argv[2])
    settings = Settings(
        home=Path(given["home"]), database_url=given["main"], keys_url=given["keys"]
    )
    execute, done = Connection.execute, 0

    def executed(self: Connection, *query: Any, **how: Any) -> Any:  # noqa: ANN401 - as they come.
        nonlocal done
        answer = execute(self, *query, **how)
        done += 1
        if done == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    with opened(settings, clock=lambda: AFTERWARDS) as installation:
        put(Connection, "execute", executed)
        Opening(installation).run()
        put(Connection, "execute", execute)
    sys.stdout.write(str(done))


if __name__ == "__main__":
    main()
