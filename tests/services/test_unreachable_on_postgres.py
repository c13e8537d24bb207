"""While PostgreSQL cannot be reached, people read a sentence; when it is back, all is as before."""

from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from infra.app import create
from infra.installation import opened
from infra.supervisor import Databases
from tests.importing.importing import settings_of
from tests.services.calling import Caller
from tests.services.conftest import served
from tests.waiting import until


def reachable(admin: str, databases: Databases, *, allowed: bool) -> None:
    """Open or shut both databases of this test; shutting sends everybody out."""
    with psycopg.connect(admin, autocommit=True) as connection:
        for conninfo in (databases.main, databases.keys):
            name = str(conninfo_to_dict(conninfo)["dbname"])
            connection.execute(
                sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS {}").format(
                    sql.Identifier(name), allowed
                )
            )
            if not allowed:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                    (name,),
                )


def test_a_record_out_of_reach_is_said_in_a_sentence_and_comes_back(
    databases: Databases, fresh_databases: Databases, tmp_path: Path
) -> None:
    settings = settings_of(fresh_databases, tmp_path / "home")
    with opened(settings) as installation:
        installation.communities.found(installation.writer, "lin", "临江")
    with served(create(settings)) as port:
        caller = Caller(port, "lin", {"accept": "text/html"})
        assert caller.get("suggestions").status == 200
        reachable(databases.main, fresh_databases, allowed=False)
        try:
            api, page = caller.get("suggestions"), caller.get("/c/lin/suggestions")
        finally:
            reachable(databases.main, fresh_databases, allowed=True)
        assert (api.status, api.problem) == (503, "unreachable")
        assert "retry-after" in api.headers
        assert (page.status, "什么都不会丢" in page.body.decode()) == (503, True)
        until(lambda: caller.get("suggestions").status == 200)
        until(lambda: caller.get("/c/lin/suggestions").status == 200)
