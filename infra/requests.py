"""请求 — what each request was answered, stored beside its entries, so that repeats get the same.

The digest of a body is keyed by a secret that is destroyed after 30 days: from then on nobody can
find out from it what was asked, and the id alone speaks. It covers the id as well, so that two who
ask for the same leave different digests: else the record alone would group sealed ballots by what
they say.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, LiteralString
from uuid import UUID

from infra.arrays import bigints, byteas, ints, uuids
from services.door import Recorded, RequestReused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from psycopg import Connection

    from services.door import RequestKey

# Request id, number of the digest's secret, digest, head and count, as they are stored.
RequestRow = tuple[UUID, int | None, bytes | None, int, int]


KNOWN: LiteralString = """
    SELECT h.origin, r.id, r.digest_key, r.digest, r.head, r.count
    FROM request r JOIN log_head h USING (log) WHERE log = %s AND id = ANY(%s)
"""


class Requests:
    """The requests of one batch: those answered before, and the answers to store beside events."""

    def __init__(
        self, connection: Connection, log: int, digests: Mapping[int, bytes], ids: Sequence[UUID]
    ) -> None:
        """Asks for them; in a pipeline, the answer is waited for at the first look."""
        self.connection, self.log, self.digests = connection, log, digests
        self.fresh: list[RequestRow] = []
        self._stored = 0
        self.origin = ""
        self._asked = connection.execute(KNOWN, (log, list(ids))) if ids else None
        self._known: dict[UUID, RequestRow] | None = None

    @property
    def known(self) -> dict[UUID, RequestRow]:
        # As in `Pen`, no `cached_property`: its lock would be held while the database answers.
        if self._known is None:
            self._known = {}
            for origin, *row in self._asked or ():
                self.origin = origin
                self._known[row[0]] = tuple(row)
        return self._known

    def name_newer_secrets(self) -> bool:
        """Whether another process has made a secret since those here were looked up."""
        newest = max(self.digests, default=0)
        return any(row[1] is not None and row[1] > newest for row in self.known.values())

    def hold(self, rows: Sequence[RequestRow]) -> bool:
        """Whether exactly these rows were stored."""
        return all(self.known.get(row[0]) == row for row in rows)

    def answer(self, request: RequestKey) -> Recorded | RequestReused | None:
        if request.id not in self.known:
            return None
        _, key, digest, head, count = self.known[request.id]
        # Once its secret is destroyed, a digest can be compared no longer: the id alone speaks.
        secret = self.digests.get(key) if key is not None else None
        if secret is None or digest is None:
            return Recorded(self.origin, head, count)
        if not hmac.compare_digest(digest, _digest(secret, request)):
            return RequestReused()
        return Recorded(self.origin, head, count)

    def keep(self, request: RequestKey, outcome: Recorded | Exception) -> None:
        """A refusal is decided afresh every time; what was accepted is answered alike for ever."""
        if isinstance(outcome, Recorded):
            key, secret = list(self.digests.items())[-1]
            row = (request.id, key, _digest(secret, request), outcome.head, outcome.count)
            self.known[request.id] = row
            self.origin = outcome.origin
            self.fresh.append(row)

    def store(self) -> None:
        """Store what was kept since the last time."""
        rows, self._stored = self.fresh[self._stored :], len(self.fresh)
        if not rows:
            return
        ids, keys, digests, heads, counts = zip(*rows, strict=True)
        self.connection.execute(
            "INSERT INTO request (log, id, digest_key, digest, head, count) SELECT %s, * FROM"
            " unnest(%b::uuid[], %b::bigint[], %b::bytea[], %b::bigint[], %b::int[])",
            (
                self.log,
                uuids([one.bytes for one in ids]),
                bigints(keys),
                byteas(digests),
                bigints(heads),
                ints(counts),
            ),
        )


def _digest(secret: bytes, request: RequestKey) -> bytes:
    """An id has always sixteen bytes, so no other id with another body reads the same."""
    return hmac.digest(secret, request.id.bytes + request.body, "sha256")
