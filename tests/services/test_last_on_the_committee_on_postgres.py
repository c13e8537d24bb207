"""Nobody is kept from being erased; the last one on the committee is told what it means."""

import pytest

from infra.settings import Settings
from infra.supervisor import Databases
from tests.services.browsing import HOME, signed_in, text_of
from tests.services.conftest import founded
from tests.services.offices import granted

LAST = "您是居委会最后一位在任成员"


def test_the_last_one_on_the_committee_is_warned_until_a_colleague_is_appointed(
    settings: Settings, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with founded(settings, databases, tmp_path_factory.mktemp("last")) as village:
        chair, clerk = (signed_in(village, login) for login in ("chair", "clerk"))
        warned = text_of(chair.get(f"{HOME}/me/erase"))
        assert LAST in warned
        assert f'action="{HOME}/me/erase"' in warned
        assert LAST not in text_of(clerk.get(f"{HOME}/me/erase"))
        granted(village, "committee")
        assert LAST not in text_of(chair.get(f"{HOME}/me/erase"))
