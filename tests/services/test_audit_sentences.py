"""Whatever can happen can be told."""

import re
from typing import get_args

from domain.catalogue import CATALOGUE
from domain.kernel import SYSTEM
from domain.policies import POLICIES as RULES
from domain.residents.events import AGE_BANDS
from domain.residents.verify_residence import LETTER
from domain.standing import ASSISTED_CHANNELS, SERVICE_ROLES, STAFF_ROLES
from domain.suggestions.events import (
    CATEGORIES,
    IMPORTED_CHANNEL,
    MODERATION_RULES,
    STATUSES,
    WHATS,
    AppealOutcome,
    Choice,
    Side,
)
from domain.suggestions.import_suggestion import HIDDEN_AT_THE_SOURCE
from domain.voting.terms import AUDIENCES, KINDS, MODES, TIE_RULES, UNITS
from projections.suggestion_tables import OBJECTED, WITHDRAWN
from services.pages import labels
from services.pages.audit_words import SENTENCES

BLANK = re.compile(r"%\((\w+)\)s")
OF_THE_ACT = {"by", "who"}
METHODS = {"desk", LETTER, "roll"}


def test_every_event_has_a_sentence_and_nothing_else_has() -> None:
    assert set(SENTENCES) == set(CATALOGUE)


def test_sentences_speak_only_of_public_fields() -> None:
    for topic, told in SENTENCES.items():
        kind = CATALOGUE[topic]
        public = (set(kind.model_fields) - set(kind.PRIVATE) - {"act"}) | OF_THE_ACT
        assert set(BLANK.findall(told.sentence + told.rule)) <= public


def test_every_policy_named_as_a_rule_exists() -> None:
    assert {told.policy for told in SENTENCES.values() if told.policy} <= set(RULES)


def test_every_value_of_the_record_has_a_label() -> None:
    assert set(labels.CATEGORIES) == set(CATEGORIES)
    assert set(labels.CHOICES) == set(get_args(Choice))
    assert set(labels.SIDES) == set(get_args(Side))
    assert set(labels.AGE_BANDS) == set(AGE_BANDS)
    assert set(labels.ROLES) == STAFF_ROLES | SERVICE_ROLES
    assert set(labels.POLICIES) == set(RULES)
    channels = {IMPORTED_CHANNEL, SYSTEM, "web", *ASSISTED_CHANNELS, *METHODS}
    assert set(labels.CHANNELS) == channels
    assert set(labels.METHODS) == METHODS
    assert set(labels.TAKEN_BACK) == {WITHDRAWN, OBJECTED}
    assert set(labels.SUBJECTS) == set(WHATS)
    assert set(labels.MODERATION_RULES) == {HIDDEN_AT_THE_SOURCE, *MODERATION_RULES}
    assert set(labels.STATUSES) == set(STATUSES)
    assert set(labels.APPEAL_OUTCOMES) == set(get_args(AppealOutcome))
    for policy in RULES.values():
        assert all(value in labels.POLICY_VALUES or value.isdigit() for value in policy.values)


def test_every_term_of_a_poll_has_a_label() -> None:
    assert set(labels.POLL_KINDS) == set(KINDS)
    assert set(labels.POLL_MODES) == set(MODES)
    assert set(labels.AUDIENCES) == set(AUDIENCES)
    assert set(labels.VOTING_UNITS) == set(UNITS)
    assert set(labels.TIE_RULES) == set(TIE_RULES)


def test_no_sentence_says_what_somebody_chose_in_a_poll() -> None:
    votes = [told for topic, told in SENTENCES.items() if topic.startswith("voting.")]
    assert len(votes) > 1
    assert all("%(choice)s" not in told.sentence + told.rule for told in votes)


def test_people_appear_under_a_short_name() -> None:
    voice = "voice:2026:Zk3vAAAAAAAAAAAAAAAAAA"
    assert labels.person(voice, "zh-Hans") == "居民 Zk3v…"
    assert labels.person(voice, "en") == "Resident Zk3v…"
    assert labels.person("staff:chair", "zh-Hans") == "工作人员 chair"
    voter = "ballot:Poll000000000000000000:Zk3vAAAAAAAAAAAAAAAAAA"
    assert labels.person(voter, "zh-Hans") == "投票人 Zk3v…"
    guardian = "guardian:Kind0000000000000000000:Zk3vAAAAAAAAAAAAAAAAAA"
    assert labels.person(guardian, "zh-Hans") == "监护人 Zk3v…"
    imported = "voice:import/polis/vtaiwan:Zk3vAAAAAAAAAAAAAAAAAA"
    assert labels.person(imported, "zh-Hans") == "导入参与者 Zk3v…"


def test_times_are_told_on_the_clock_of_the_community_and_no_finer_than_known() -> None:
    at = "2026-06-01T07:00Z"
    assert labels.when(at, "Asia/Shanghai", "zh-Hans") == "2026年6月1日 15时"
    assert labels.when(at, "Asia/Shanghai", "zh-Hans", coarse=False) == "2026年6月1日 15:00"
    assert labels.when(at, "Asia/Shanghai", "en") == "1 Jun 2026, about 3 pm"
    assert labels.when("2026-05-31T16:00Z", "Asia/Shanghai", "en") == "1 Jun 2026, about 12 am"
    assert not labels.is_coarse("staff:chair", None)
    assert labels.is_coarse("staff:chair", "voice:2026:x")
    assert labels.is_coarse("voice:2026:x", None)
