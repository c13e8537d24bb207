"""设置 settings — what the operator decides, read once from the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

CHECKOUT = Path(__file__).resolve().parent.parent
WORLD_NAME_CHARACTERS_MAX = 200
PORT_MAX = 65_535
WORKERS_MAX = 64
DRAIN_S, DRAIN_S_MAX = 25, 600
TOKEN_CHARACTERS_MIN = 16

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
WORLD_NAME = re.compile(rf"{LABEL}(?:\.{LABEL})+(?::[0-9]{{1,5}})?(?:/[A-Za-z0-9._~-]+)*")
PUBLIC_URL = re.compile(
    rf"https?://(?:{LABEL}(?:\.{LABEL})*|\[[0-9a-f:.]+\])(?::[0-9]{{1,5}})?(?:/[A-Za-z0-9._~-]+)*"
)


class OperatorError(Exception):
    """Something only the person at the keyboard can mend; its text is written for them."""


class SettingsError(OperatorError):
    """A setting has a value that cannot be meant."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    home: Path
    database_url: str | None = None
    keys_url: str | None = None
    world_name: str | None = None
    public_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    data: Path | None = None
    workers: int = 1
    pg_bin: Path | None = None
    drain_s: int = DRAIN_S
    log: str = "text"
    metrics_token: str | None = None

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        given = {
            name: value.strip()
            for name, value in (os.environ if environment is None else environment).items()
            if name.startswith("LINLI_") and value.strip()
        }
        database_url, keys_url = _databases(given)
        return cls(
            home=Path(given.get("LINLI_HOME", "var")).expanduser().absolute(),
            database_url=database_url,
            keys_url=keys_url,
            world_name=_world_name(given.get("LINLI_WORLD_NAME")),
            public_url=_public_url(given.get("LINLI_PUBLIC_URL")),
            host=given.get("LINLI_HOST", "127.0.0.1"),
            port=_number(given, "LINLI_PORT", 8000, least=0, most=PORT_MAX),
            data=_data(given.get("LINLI_DATA")),
            workers=_number(given, "LINLI_WORKERS", 1, least=1, most=WORKERS_MAX),
            pg_bin=_pg_bin(given.get("LINLI_PG_BIN")),
            drain_s=_number(given, "LINLI_DRAIN_SECONDS", DRAIN_S, least=1, most=DRAIN_S_MAX),
            log=_log(given.get("LINLI_LOG", "text")),
            metrics_token=_metrics_token(given.get("LINLI_METRICS_TOKEN")),
        )


def _number(given: Mapping[str, str], name: str, default: int, *, least: int, most: int) -> int:
    text = given.get(name, str(default))
    if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
        raise SettingsError(f"{name} must be a whole number from {least} to {most}, not {text!r}.")
    return int(text)


def _databases(given: Mapping[str, str]) -> tuple[str | None, str | None]:
    main, keys = given.get("LINLI_DATABASE_URL"), given.get("LINLI_KEYS_URL")
    if main is None and keys is None:
        return None, None
    if main is None or keys is None:
        named, missing = (
            ("LINLI_DATABASE_URL", "LINLI_KEYS_URL")
            if keys is None
            else ("LINLI_KEYS_URL", "LINLI_DATABASE_URL")
        )
        raise SettingsError(
            f"{named} is set but {missing} is not: the record and the keys live in two databases, "
            "so that keys can be destroyed without touching the record."
        )
    for name, url in (("LINLI_DATABASE_URL", main), ("LINLI_KEYS_URL", keys)):
        try:
            conninfo_to_dict(url)
        except ProgrammingError:
            # The value itself may hold a password, so it is not repeated.
            raise SettingsError(f"{name} is not a PostgreSQL connection string.") from None
    if conninfo_to_dict(main) == conninfo_to_dict(keys):
        raise SettingsError("LINLI_DATABASE_URL and LINLI_KEYS_URL must name two databases.")
    return main, keys


def _world_name(text: str | None) -> str | None:
    if text is None:
        return None
    if len(text) > WORLD_NAME_CHARACTERS_MAX or not WORLD_NAME.fullmatch(text):
        raise SettingsError(
            "LINLI_WORLD_NAME must be a web address without its scheme and without a final slash, "
            f"such as linli.example.org or example.org/linli, not {text!r}."
        )
    return text


def _public_url(text: str | None) -> str | None:
    if text is None:
        return None
    plain = text.removesuffix("/")
    if len(plain) > WORLD_NAME_CHARACTERS_MAX or not PUBLIC_URL.fullmatch(plain):
        raise SettingsError(
            "LINLI_PUBLIC_URL must be the address that people type, with its scheme, such as "
            f"https://linli.example.org, not {text!r}."
        )
    return plain


def _log(text: str) -> str:
    if text not in {"text", "json"}:
        raise SettingsError(f"LINLI_LOG must be text or json, not {text!r}.")
    return text


def _metrics_token(text: str | None) -> str | None:
    if text is not None and (len(text) < TOKEN_CHARACTERS_MIN or not text.isascii()):
        # The value itself opens something, so it is not repeated.
        raise SettingsError(
            f"LINLI_METRICS_TOKEN must have at least {TOKEN_CHARACTERS_MIN} plain characters."
        )
    return text


def _data(text: str | None) -> Path | None:
    beside = CHECKOUT.parent / "shared" / "data"
    if text is None:
        return beside if beside.is_dir() else None
    folder = Path(text).expanduser().absolute()
    if not folder.is_dir():
        raise SettingsError(f"LINLI_DATA names {folder}, which is not a folder.")
    return folder


def _pg_bin(text: str | None) -> Path | None:
    if text is None:
        return None
    folder = Path(text).expanduser().absolute()
    missing = [name for name in ("postgres", "initdb") if not os.access(folder / name, os.X_OK)]
    if missing:
        raise SettingsError(
            f"LINLI_PG_BIN names {folder}, where {' and '.join(missing)} cannot be run; "
            "it must be the bin folder of a PostgreSQL server."
        )
    return folder
