"""Roles are given and ended in public: by whom, to whom, for what, and until when."""

from datetime import date, timedelta

import psycopg
import pytest

from services.wording import RESERVED_HANDLES
from tests.services.browsing import HOME, Browser, signed_in, text_of
from tests.services.calling import Answer
from tests.services.conftest import PASSWORD, Neighbourhood
from tests.services.offices import granted, on_the_keys, shown

NEXT_YEAR = date.today() + timedelta(days=365)  # noqa: DTZ011 - any day far ahead will do.
ROLES = f"{HOME}/roles"


@pytest.fixture(scope="module")
def chair(neighbourhood: Neighbourhood) -> Browser:
    return signed_in(neighbourhood, "chair")


def followed(browser: Browser, answer: Answer) -> str:
    assert answer.status == 303, text_of(answer)
    return text_of(browser.get(answer.headers["location"]))


def held(neighbourhood: Neighbourhood, holder: str) -> list[tuple[str, str | None]]:
    items = neighbourhood.visitor.get("roles").json["items"]
    return [(it["role"], it["scope"]) for it in items if it["holder"] == holder]


def test_everybody_sees_who_serves(neighbourhood: Neighbourhood) -> None:
    page = text_of(Browser(neighbourhood.visitor).get(ROLES))
    assert "工作人员 chair" in page
    assert "工作人员 clerk" in page
    assert f'action="{ROLES}/grant"' not in page


def test_a_grant_with_a_term_and_a_scope_stands_on_the_page_and_in_its_history(
    neighbourhood: Neighbourhood, chair: Browser
) -> None:
    _, login = neighbourhood.newcomer()
    told = {
        "who": login,
        "role": "clerk",
        "handle": f"of-{login}",
        "scope": "grid:3",
        "until": NEXT_YEAR.isoformat(),
    }
    page = followed(chair, chair.post(f"{ROLES}/grant", **told))
    assert page.count(f"工作人员 of-{login}") >= 2
    assert "grid:3" in page
    assert f"至 {NEXT_YEAR}" in page
    [office] = [
        it
        for it in neighbourhood.visitor.get("roles").json["items"]
        if it["holder"] == f"staff:of-{login}"
    ]
    # The term ends as the day ends in Shanghai, which lies eight hours before the clock of entries.
    assert office["until"] == f"{NEXT_YEAR}T16:00Z"
    assert office["by"] == "staff:chair"
    signed = neighbourhood.visitor.post("sessions", {"login": login, "password": PASSWORD})
    assert signed.json["staff"] == f"staff:of-{login}"


def test_a_revoked_role_opens_nothing_any_more(
    neighbourhood: Neighbourhood, chair: Browser
) -> None:
    login, holder = granted(neighbourhood, "clerk")
    clerk = signed_in(neighbourhood, login)
    assert clerk.get(f"{HOME}/desk").status == 200
    page = followed(chair, chair.post(f"{ROLES}/revoke", holder=holder, role="clerk", scope=""))
    assert "已结束" in page
    assert clerk.get(f"{HOME}/desk").status == 403
    again = chair.post(f"{ROLES}/revoke", holder=holder, role="clerk", scope="")
    assert again.status == 422
    assert "已经没有人担任这项职责" in text_of(again)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"who": ""}, "请写明授予谁"),
        ({"who": "nobody-of-this-name"}, "没有找到用这个登录名或成员化名的居民"),
        ({"who": "no\0body"}, "没有找到用这个登录名或成员化名的居民"),
        ({"role": "mayor"}, "请选择一项职责"),
        ({"handle": ""}, "第一次任职要有一个公开的工作代号"),
        ({"handle": "Chen Wang"}, "第一次任职要有一个公开的工作代号"),
        ({"handle": "clerk"}, "这个工作代号现在或以前是别人的"),
        ({"scope": "everything"}, "范围的写法如"),
        ({"until": "soon"}, "请按日期填写任期的最后一天"),
        ({"until": "2020-01-01"}, "任期的结束时间已经过去了"),
    ],
)
def test_what_cannot_be_granted_is_said_and_what_was_typed_is_kept(
    neighbourhood: Neighbourhood, chair: Browser, told: dict[str, str], said: str
) -> None:
    _, login = neighbourhood.newcomer()
    good = {"who": login, "role": "clerk", "handle": f"of-{login}", "scope": "", "until": ""}
    answer = chair.post(f"{ROLES}/grant", **{**good, **told})
    assert answer.status in {409, 422}
    assert said in text_of(answer)
    assert f'value="{login}"' in text_of(answer) or "who" in told
    assert held(neighbourhood, f"staff:of-{login}") == []


def test_a_residents_role_is_held_under_the_name_for_service(neighbourhood: Neighbourhood) -> None:
    _, holder = granted(neighbourhood, "steward")
    assert holder.startswith("service:")
    assert held(neighbourhood, holder) == [("steward", None)]


def test_whoever_serves_as_a_resident_is_on_the_roll(neighbourhood: Neighbourhood) -> None:
    _, login = neighbourhood.newcomer()
    answer = neighbourhood.committee.post("roles", {"who": login, "role": "planner"})
    assert (answer.status, answer.problem) == (409, "not-a-member")


def test_staff_serve_under_a_log_in(neighbourhood: Neighbourhood) -> None:
    joined = neighbourhood.clerk.post(
        "desk/residents", {"name": "尤奶奶", "age_band": "18-and-over"}
    )
    body = {"who": joined.json["id"], "role": "clerk", "handle": "you"}
    answer = neighbourhood.committee.post("roles", body)
    assert (answer.status, answer.problem) == (422, "no-log-in")


def test_nobody_gives_themselves_a_role(neighbourhood: Neighbourhood) -> None:
    for role in ("clerk", "steward"):
        answer = neighbourhood.committee.post("roles", {"who": "chair", "role": role})
        assert (answer.status, answer.problem) == (409, "nobody-grants-themselves")


def test_somebody_may_hold_several_roles_under_one_handle(neighbourhood: Neighbourhood) -> None:
    login, holder = granted(neighbourhood, "clerk")
    body = {"who": login, "role": "auditor", "handle": holder.removeprefix("staff:")}
    more = shown(neighbourhood, neighbourhood.committee.post("roles", body))
    assert more.json["id"] == holder
    assert held(neighbourhood, holder) == [("clerk", None), ("auditor", None)]
    assert neighbourhood.visitor.get("roles").json["waiting"] == []


def test_whoever_has_a_handle_does_not_get_another_one(
    neighbourhood: Neighbourhood, chair: Browser
) -> None:
    login, holder = granted(neighbourhood, "clerk")
    body = {"who": login, "role": "auditor", "handle": "another-handle"}
    answer = neighbourhood.committee.post("roles", body)
    assert (answer.status, answer.problem) == (409, "another-handle")
    page = chair.post(f"{ROLES}/grant", **body)
    assert "已经有另一个公开的工作代号" in text_of(page)
    assert held(neighbourhood, holder) == [("clerk", None)]


@pytest.mark.parametrize(
    ("refused", "problem"),
    [
        ({"last_day": "2020-01-01"}, "the-term-is-over"),
        ({"role": "mayor"}, "no-such-role"),
        ({"handle": "system"}, "reserved-handle"),
    ],
)
def test_a_grant_that_is_refused_binds_no_handle(
    neighbourhood: Neighbourhood, refused: dict[str, str], problem: str
) -> None:
    _, login = neighbourhood.newcomer()
    body = {"who": login, "role": "clerk", "handle": f"typo-{login}"}
    assert neighbourhood.committee.post("roles", {**body, **refused}).problem == problem
    meant = {**body, "handle": f"meant-{login}"}
    assert neighbourhood.committee.post("roles", meant).json["id"] == f"staff:meant-{login}"


@pytest.mark.parametrize("handle", sorted(RESERVED_HANDLES))
def test_nobody_bears_a_handle_that_reads_like_the_system(
    neighbourhood: Neighbourhood, chair: Browser, handle: str
) -> None:
    _, login = neighbourhood.newcomer()
    body = {"who": login, "role": "clerk", "handle": handle}
    answer = neighbourhood.committee.post("roles", body)
    assert (answer.status, answer.problem) == (422, "reserved-handle")
    assert "看上去像系统本身" in text_of(chair.post(f"{ROLES}/grant", **body))


def test_a_handle_is_never_given_to_somebody_else(neighbourhood: Neighbourhood) -> None:
    _, holder = granted(neighbourhood, "clerk")
    handle = holder.removeprefix("staff:")
    revoked = neighbourhood.committee.post("roles/revocations", {"holder": holder, "role": "clerk"})
    assert revoked.status == 201
    _, other = neighbourhood.newcomer()
    body = {"who": other, "role": "clerk", "handle": handle}
    assert neighbourhood.committee.post("roles", body).problem == "handle-taken"
    with on_the_keys(neighbourhood) as connection:
        connection.execute(
            "DELETE FROM person WHERE id = (SELECT person FROM staff_handle WHERE handle = %s)",
            (handle,),
        )
        connection.commit()
    assert neighbourhood.committee.post("roles", body).problem == "handle-taken"


def test_a_handle_that_only_the_log_remembers_is_taken(neighbourhood: Neighbourhood) -> None:
    _, holder = granted(neighbourhood, "clerk")
    handle = holder.removeprefix("staff:")
    with on_the_keys(neighbourhood) as connection:
        connection.execute("DELETE FROM staff_handle WHERE handle = %s", (handle,))
        connection.commit()
    _, other = neighbourhood.newcomer()
    body = {"who": other, "role": "clerk", "handle": handle}
    assert neighbourhood.committee.post("roles", body).problem == "handle-taken"


def test_a_bound_handle_without_a_grant_stays_with_its_owner(neighbourhood: Neighbourhood) -> None:
    """As after a kill between the keys and the log."""
    _, login = neighbourhood.newcomer()
    with on_the_keys(neighbourhood) as connection:
        connection.execute(
            "WITH bound AS (UPDATE account SET staff = 'staff:half' WHERE login = %s"
            " RETURNING origin, person) INSERT INTO staff_handle SELECT origin, 'half', person"
            " FROM bound",
            (login,),
        )
        connection.commit()
    assert held(neighbourhood, "staff:half") == []
    _, other = neighbourhood.newcomer()
    body = {"who": other, "role": "clerk", "handle": "half"}
    assert neighbourhood.committee.post("roles", body).problem == "handle-taken"
    again = neighbourhood.committee.post("roles", {**body, "who": login})
    assert again.json["id"] == "staff:half"


def test_two_handles_at_once_are_one(neighbourhood: Neighbourhood) -> None:
    with on_the_keys(neighbourhood) as connection, pytest.raises(psycopg.errors.UniqueViolation):
        connection.execute("INSERT INTO staff_handle SELECT * FROM staff_handle LIMIT 1")


def test_a_role_is_laid_down_by_its_holder(neighbourhood: Neighbourhood) -> None:
    login, holder = granted(neighbourhood, "auditor")
    auditor = signed_in(neighbourhood, login)
    own = text_of(auditor.get(ROLES))
    assert own.count(f'action="{ROLES}/step-down"') == 1
    followed(auditor, auditor.post(f"{ROLES}/step-down", role="auditor", scope=""))
    assert held(neighbourhood, holder) == []
    login, holder = granted(neighbourhood, "steward")
    steward = neighbourhood.with_token(login)
    shown(neighbourhood, steward.post("roles/resignations", {"role": "steward"}))
    assert held(neighbourhood, holder) == []


def test_a_seat_in_the_committee_is_ended_by_another_member(
    neighbourhood: Neighbourhood, chair: Browser
) -> None:
    answer = chair.post(f"{ROLES}/step-down", role="committee", scope="")
    assert answer.status == 409
    assert "由另一位成员来解除" in text_of(answer)
    own = {"holder": "staff:chair", "role": "committee"}
    assert neighbourhood.committee.post("roles/revocations", own).status == 409


def test_only_the_committee_gives_and_ends_roles(neighbourhood: Neighbourhood) -> None:
    clerk = signed_in(neighbourhood, "clerk")
    for path in ("grant", "confirm", "revoke"):
        assert clerk.post(f"{ROLES}/{path}").status == 403
        assert Browser(neighbourhood.visitor).post(f"{ROLES}/{path}").status == 401
    body = {"who": "clerk", "role": "committee"}
    assert neighbourhood.clerk.post("roles", body).status == 403
    resident, _ = neighbourhood.member()
    ended = resident.post("roles/revocations", {"holder": "staff:clerk", "role": "clerk"})
    assert ended.status == 403
