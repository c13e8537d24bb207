import pytest

from infra.supervisor import Databases
from tests.infra.logs import open_log
from tests.projections.house import House


@pytest.fixture
def house(fresh_databases: Databases) -> House:
    open_log(fresh_databases.main)
    return House(fresh_databases.main)
