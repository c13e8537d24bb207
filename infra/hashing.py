"""密码 passwords — hashed with argon2id, a few at a time, on threads of their own."""

from __future__ import annotations

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from services.door import Busy

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN_BYTES = 32
# argon2id with 19 MiB and two passes: the least that OWASP's password storage sheet names.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
HASHING_THREADS = 2
HASHINGS_WAITING_MAX = 32
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    """Checked when a log-in does not exist, so that the time of the answer tells nothing."""
    return HASHER.hash(secrets.token_urlsafe(TOKEN_BYTES))


def fits(hashed: str | None, password: str) -> bool:
    try:
        HASHER.verify(hashed or _nobodys_hash(), password)
    except VerificationError:
        return False
    return hashed is not None


class Hashing:
    """Passwords are hashed on threads of their own, so that signing in never holds up reading."""

    def __init__(self) -> None:
        self.threads = ThreadPoolExecutor(HASHING_THREADS, thread_name_prefix="hashing")
        self.waiting = 0

    async def run(
        self, call: Callable[Asked, Answer], *given: Asked.args, **named: Asked.kwargs
    ) -> Answer:
        """Raises `Busy` when too many wait already."""
        if self.waiting >= HASHINGS_WAITING_MAX:
            raise Busy
        self.waiting += 1
        try:
            future = self.threads.submit(call, *given, **named)
            return await asyncio.wrap_future(future)
        finally:
            self.waiting -= 1
