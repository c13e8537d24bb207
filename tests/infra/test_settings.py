from pathlib import Path

import pytest

from infra.settings import Settings, SettingsError


def refused(**environment: str) -> str:
    with pytest.raises(SettingsError) as reason:
        Settings.from_env(environment)
    return str(reason.value)


def test_nothing_needs_to_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_env({})
    assert (settings.host, settings.port, settings.workers) == ("127.0.0.1", 8000, 1)
    assert settings.home == tmp_path / "var"
    assert settings.database_url is settings.keys_url is settings.world_name is None


def test_an_empty_setting_counts_as_not_set() -> None:
    assert Settings.from_env({"LINLI_PORT": "", "LINLI_DATABASE_URL": " "}).port == 8000


@pytest.mark.parametrize("port", ["-1", "65536", "８０００", "80.0", "http", "1" * 5000])
def test_a_port_is_a_number_that_ports_have(port: str) -> None:
    assert "LINLI_PORT must be a whole number from 0 to 65535" in refused(LINLI_PORT=port)


def test_a_server_has_at_least_one_worker() -> None:
    assert "LINLI_WORKERS" in refused(LINLI_WORKERS="0")


def test_the_record_and_the_keys_are_set_together() -> None:
    main, keys = "postgresql://db/linli", "postgresql://db/keys"
    assert "LINLI_KEYS_URL is not" in refused(LINLI_DATABASE_URL=main)
    assert "LINLI_DATABASE_URL is not" in refused(LINLI_KEYS_URL=keys)
    both = Settings.from_env({"LINLI_DATABASE_URL": main, "LINLI_KEYS_URL": keys})
    assert (both.database_url, both.keys_url) == (main, keys)


def test_the_keys_never_live_in_the_database_of_the_record() -> None:
    one = "postgresql://db/linli"
    assert "two databases" in refused(LINLI_DATABASE_URL=one, LINLI_KEYS_URL=one)


def test_a_refused_address_is_not_repeated_because_it_may_hold_a_password() -> None:
    said = refused(LINLI_DATABASE_URL="postgresql://a:secret@[broken", LINLI_KEYS_URL="dbname=k")
    assert "secret" not in said


@pytest.mark.parametrize("name", ["linli.example.org", "example.org/linli/zh", "a.example:8443"])
def test_a_world_name_is_an_address_without_its_scheme(name: str) -> None:
    assert Settings.from_env({"LINLI_WORLD_NAME": name}).world_name == name


@pytest.mark.parametrize(
    "name",
    [
        "https://a.example",
        "a.example/",
        "example",
        "a b.example",
        "a+b.example",
        "A.example",
        "-a.example",
        "a.example//b",
        f"{'a.' * 120}example",
    ],
)
def test_a_world_name_that_a_checkpoint_cannot_carry_is_refused(name: str) -> None:
    assert "LINLI_WORLD_NAME must be" in refused(LINLI_WORLD_NAME=name)


@pytest.mark.parametrize(
    ("given", "public"),
    [
        ("https://linli.example.org/", "https://linli.example.org"),
        ("http://10.0.0.3:8000/linli", "http://10.0.0.3:8000/linli"),
    ],
)
def test_letters_carry_the_address_that_residents_type(given: str, public: str) -> None:
    assert Settings.from_env({"LINLI_PUBLIC_URL": given}).public_url == public


@pytest.mark.parametrize(
    "given", ["linli.example.org", "ftp://a.example", "https://a b", "https://"]
)
def test_an_address_that_nobody_could_open_is_not_printed(given: str) -> None:
    assert "LINLI_PUBLIC_URL must be" in refused(LINLI_PUBLIC_URL=given)


def test_a_folder_that_is_named_must_exist(tmp_path: Path) -> None:
    assert "not a folder" in refused(LINLI_DATA=str(tmp_path / "absent"))


def test_the_programs_that_are_named_must_run(tmp_path: Path) -> None:
    assert "postgres and initdb cannot be run" in refused(LINLI_PG_BIN=str(tmp_path))


def test_a_log_is_for_people_or_for_programs() -> None:
    assert Settings.from_env({}).log == "text"
    assert Settings.from_env({"LINLI_LOG": "json"}).log == "json"
    assert "LINLI_LOG must be text or json" in refused(LINLI_LOG="xml")


def test_a_token_for_the_measures_is_long_and_never_repeated() -> None:
    assert Settings.from_env({"LINLI_METRICS_TOKEN": "x" * 16}).metrics_token == "x" * 16
    said = refused(LINLI_METRICS_TOKEN="secret")
    assert "LINLI_METRICS_TOKEN must have at least 16" in said
    assert "secret" not in said


def test_a_server_is_given_some_time_to_leave() -> None:
    assert Settings.from_env({}).drain_s == 25
    assert "LINLI_DRAIN_SECONDS" in refused(LINLI_DRAIN_SECONDS="0")
