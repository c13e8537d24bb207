"""A form at the desk is for somebody else, and keeps what was written until it can be recorded."""

import re

import pytest

from services.pages.uploads import BODY_BYTES_MAX
from tests.services.browsing import HOME, Browser, signed_in, text_of
from tests.services.conftest import Neighbourhood
from tests.services.offices import granted, joined
from tests.services.test_papers_on_postgres import ACT, IDEA, PNG, sent


@pytest.fixture(scope="module")
def clerk(neighbourhood: Neighbourhood) -> Browser:
    return signed_in(neighbourhood, "clerk")


def test_a_file_of_any_size_is_sent_back_with_what_was_written(
    neighbourhood: Neighbourhood, clerk: Browser
) -> None:
    told = {"resident": joined(neighbourhood, "冯爷爷"), "channel": "paper"}
    about = {**told, "suggestion": neighbourhood.suggestion(), "side": "for", "text": "很想要。"}
    answer = sent(clerk, f"{ACT}/comment", PNG + b"\0" * (BODY_BYTES_MAX + 1), **about)
    assert answer.status == 422
    assert "照片最大 10 MB" in text_of(answer)
    assert "很想要。" in text_of(answer)


def test_a_comment_for_nobody_is_kept_until_it_is_said_for_whom(
    neighbourhood: Neighbourhood, clerk: Browser
) -> None:
    about = {"suggestion": neighbourhood.suggestion(), "side": "for", "text": "很想要。"}
    head = neighbourhood.visitor.get("log").json
    for resident in ("", "nobody-of-this-name"):
        answer = sent(clerk, f"{ACT}/comment", resident=resident, **about)
        assert answer.status == 422
        assert "很想要。" in text_of(answer)
        assert re.search(r'id="resident-of-comment" name="resident"', text_of(answer))
    assert neighbourhood.visitor.get("log").json == head
    idea = sent(clerk, f"{HOME}/desk/suggest", resident="", **IDEA)
    assert idea.status == 422
    assert IDEA["title"] in text_of(idea)
    assert neighbourhood.visitor.get("log").json == head


def test_nobody_acts_for_themselves_at_the_desk(neighbourhood: Neighbourhood) -> None:
    login, _ = granted(neighbourhood, "clerk")
    own, suggestion = signed_in(neighbourhood, login), neighbourhood.suggestion()
    member = neighbourhood.with_token(login).get("me").json["member"]
    about = {"suggestion": suggestion, "channel": "phone", "choice": "agree"}
    head = neighbourhood.visitor.get("log").json
    for resident in (login, member):
        refused = sent(own, f"{ACT}/stance", resident=resident, **about)
        assert "不能替自己代办" in text_of(refused)
    said = {"choice": "agree", "for": member, "channel": "phone"}
    put = neighbourhood.with_token(login).put(f"suggestions/{suggestion}/stance", said)
    assert (put.status, put.problem) == (409, "your-own-act")
    assert neighbourhood.visitor.get("log").json == head


def test_a_suggestion_for_somebody_chosen_shows_the_name_and_no_sign_of_the_roll_to_type(
    neighbourhood: Neighbourhood, clerk: Browser
) -> None:
    member = joined(neighbourhood, "褚奶奶")
    shown = text_of(clerk.get(f"{HOME}/desk/suggest?resident={member}"))
    assert "褚奶奶" in shown
    assert f'<input type="hidden" name="resident" value="{member}">' in shown
    assert 'id="resident"' not in shown
