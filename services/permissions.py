"""准许 permissions — the one table of who may use which route, for pages and API alike.

A new route needs one line here, and nothing more: method, address, and who. It is asked before
anything of the request is read: nobody signed in is 401, another office is 403. A route without
a line, or a line without a route, and the server does not start (`permitting.py`).
The table is coarse. What an office may do to this or that, its command decides from the log.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from domain.standing import (
    AUDITING_ROLES,
    COMMITTEE_ROLES,
    DESK_ROLES,
    ROLL_ROLES,
    VERIFYING_ROLES,
)

ANYBODY: Final = "anybody"
SIGNED_IN: Final = "signed in"

Who = Literal["anybody", "signed in"] | frozenset[str]
"""Anybody, anybody who is signed in, or whoever holds one of these roles."""
Table = Mapping[str, Who]

PAGES: Final[Table] = {
    # The house
    "GET /": ANYBODY,
    "GET /health": ANYBODY,
    "GET /favicon.ico": ANYBODY,
    "GET /static/{edition}/{name}": ANYBODY,
    # What everybody may read
    "GET /c/{community}": ANYBODY,
    "GET /c/{community}/": ANYBODY,
    "GET /c/{community}/dashboard": ANYBODY,
    "GET /c/{community}/dashboard/figures": ANYBODY,
    "GET /c/{community}/suggestions": ANYBODY,
    "GET /c/{community}/suggestions/{suggestion}": ANYBODY,
    "GET /c/{community}/statements": ANYBODY,
    "GET /c/{community}/audit": ANYBODY,
    "GET /c/{community}/audit/{position}": ANYBODY,
    "GET /c/{community}/policies": ANYBODY,
    "GET /c/{community}/consents/{text}": ANYBODY,
    "GET /c/{community}/roles": ANYBODY,
    # Coming in and going out
    "GET /c/{community}/sign-in": ANYBODY,
    "POST /c/{community}/sign-in": ANYBODY,
    "POST /c/{community}/sign-out": ANYBODY,
    "GET /c/{community}/join": ANYBODY,
    "POST /c/{community}/join": ANYBODY,
    # Taking part
    "GET /c/{community}/suggestions/new": SIGNED_IN,
    "POST /c/{community}/suggestions/new": SIGNED_IN,
    "GET /c/{community}/suggestions/preview": SIGNED_IN,
    "POST /c/{community}/suggestions/preview": SIGNED_IN,
    "POST /c/{community}/suggestions/{suggestion}/stance": SIGNED_IN,
    "POST /c/{community}/suggestions/{suggestion}/comments": SIGNED_IN,
    # One's own
    "GET /c/{community}/me": SIGNED_IN,
    "GET /c/{community}/me/children": SIGNED_IN,
    "POST /c/{community}/me/children/consent": SIGNED_IN,
    "POST /c/{community}/me/children/withdraw": SIGNED_IN,
    "GET /c/{community}/me/acts": SIGNED_IN,
    "POST /c/{community}/me/acts/{position}/withdrawal": SIGNED_IN,
    "POST /c/{community}/me/acts/{position}/objection": SIGNED_IN,
    "GET /c/{community}/me/data": SIGNED_IN,
    "GET /c/{community}/me/export": SIGNED_IN,
    "POST /c/{community}/me/sessions/end": SIGNED_IN,
    "POST /c/{community}/me/tokens": SIGNED_IN,
    "POST /c/{community}/me/tokens/revoke": SIGNED_IN,
    "POST /c/{community}/me/password": SIGNED_IN,
    "GET /c/{community}/me/leave": SIGNED_IN,
    "POST /c/{community}/me/leave": SIGNED_IN,
    "GET /c/{community}/me/erase": SIGNED_IN,
    "POST /c/{community}/me/erase": SIGNED_IN,
    "POST /c/{community}/me/erase/take-back": SIGNED_IN,
    "POST /c/{community}/roles/step-down": SIGNED_IN,
    "GET /c/{community}/pictures/{position}": SIGNED_IN,
    # The service desk
    "GET /c/{community}/desk": DESK_ROLES,
    "POST /c/{community}/desk": DESK_ROLES,
    "POST /c/{community}/desk/join": DESK_ROLES,
    "POST /c/{community}/desk/verify": VERIFYING_ROLES,
    "GET /c/{community}/desk/guardian": VERIFYING_ROLES,
    "POST /c/{community}/desk/guardian/search": VERIFYING_ROLES,
    "POST /c/{community}/desk/guardian": VERIFYING_ROLES,
    "POST /c/{community}/desk/guardian/consent": VERIFYING_ROLES,
    "POST /c/{community}/desk/guardian/withdraw": VERIFYING_ROLES,
    "POST /c/{community}/desk/details": VERIFYING_ROLES,
    "GET /c/{community}/desk/rights": DESK_ROLES,
    "POST /c/{community}/desk/rights/withdrawal": DESK_ROLES,
    "POST /c/{community}/desk/rights/objection": DESK_ROLES,
    "POST /c/{community}/desk/rights/export": VERIFYING_ROLES,
    "POST /c/{community}/desk/rights/leave": VERIFYING_ROLES,
    "POST /c/{community}/desk/rights/erase": VERIFYING_ROLES,
    "POST /c/{community}/desk/rights/erase/take-back": VERIFYING_ROLES,
    "GET /c/{community}/desk/act": DESK_ROLES,
    "POST /c/{community}/desk/act/stance": DESK_ROLES,
    "POST /c/{community}/desk/act/comment": DESK_ROLES,
    "GET /c/{community}/desk/suggest": DESK_ROLES,
    "POST /c/{community}/desk/suggest": DESK_ROLES,
    # The registrar
    "GET /c/{community}/registrar": ROLL_ROLES,
    "POST /c/{community}/registrar/confirm": ROLL_ROLES,
    "GET /c/{community}/registrar/import": ROLL_ROLES,
    "POST /c/{community}/registrar/import": ROLL_ROLES,
    "POST /c/{community}/registrar/import/confirm": ROLL_ROLES,
    "POST /c/{community}/registrar/import/discard": ROLL_ROLES,
    "GET /c/{community}/registrar/import/report": ROLL_ROLES,
    "GET /c/{community}/registrar/households": ROLL_ROLES,
    "POST /c/{community}/registrar/households": ROLL_ROLES,
    "POST /c/{community}/registrar/households/renew": ROLL_ROLES,
    "GET /c/{community}/registrar/letters": ROLL_ROLES,
    "POST /c/{community}/registrar/letters/renew": ROLL_ROLES,
    # The auditor
    "GET /c/{community}/audit/looks": AUDITING_ROLES,
    # The committee
    "POST /c/{community}/policies": COMMITTEE_ROLES,
    "POST /c/{community}/roles/grant": COMMITTEE_ROLES,
    "POST /c/{community}/roles/confirm": COMMITTEE_ROLES,
    "POST /c/{community}/roles/revoke": COMMITTEE_ROLES,
}

API: Final[Table] = {
    # The house
    "GET /openapi.json": ANYBODY,
    "GET /health": ANYBODY,
    "GET /communities": ANYBODY,
    # What everybody may read
    "GET /c/{community}": ANYBODY,
    "GET /c/{community}/dashboard": ANYBODY,
    "GET /c/{community}/policies": ANYBODY,
    "GET /c/{community}/policies/history": ANYBODY,
    "GET /c/{community}/roles": ANYBODY,
    "GET /c/{community}/suggestions": ANYBODY,
    "GET /c/{community}/suggestions/similar": ANYBODY,
    "GET /c/{community}/suggestions/{suggestion}": ANYBODY,
    "GET /c/{community}/suggestions/{suggestion}/comments": ANYBODY,
    "GET /c/{community}/suggestions/{suggestion}/history": ANYBODY,
    "GET /c/{community}/log": ANYBODY,
    "GET /c/{community}/log/lines": ANYBODY,
    "GET /c/{community}/entries": ANYBODY,
    "GET /c/{community}/entries/{position}": ANYBODY,
    # Coming in and going out
    "POST /c/{community}/accounts": ANYBODY,
    "POST /c/{community}/sessions": ANYBODY,
    "DELETE /c/{community}/sessions": SIGNED_IN,
    "POST /c/{community}/tokens": SIGNED_IN,
    "DELETE /c/{community}/tokens": SIGNED_IN,
    # Taking part
    "POST /c/{community}/residents": SIGNED_IN,
    "POST /c/{community}/suggestions": SIGNED_IN,
    "PUT /c/{community}/suggestions/{suggestion}/stance": SIGNED_IN,
    "POST /c/{community}/suggestions/{suggestion}/comments": SIGNED_IN,
    "GET /c/{community}/statements/next": SIGNED_IN,
    # One's own
    "GET /c/{community}/me": SIGNED_IN,
    "GET /c/{community}/me/children": SIGNED_IN,
    "POST /c/{community}/children/{member}/consent": SIGNED_IN,
    "DELETE /c/{community}/children/{member}/consent": SIGNED_IN,
    "GET /c/{community}/me/stances": SIGNED_IN,
    "POST /c/{community}/roles/resignations": SIGNED_IN,
    "GET /c/{community}/me/acts": SIGNED_IN,
    "GET /c/{community}/me/export": SIGNED_IN,
    "POST /c/{community}/me/leave": SIGNED_IN,
    "GET /c/{community}/me/erasure": SIGNED_IN,
    "POST /c/{community}/me/erasure": SIGNED_IN,
    "DELETE /c/{community}/me/erasure": SIGNED_IN,
    "POST /c/{community}/objections": SIGNED_IN,
    "DELETE /c/{community}/suggestions/{suggestion}/stance": SIGNED_IN,
    "POST /c/{community}/suggestions/{suggestion}/withdrawal": SIGNED_IN,
    "POST /c/{community}/comments/{comment}/withdrawal": SIGNED_IN,
    # The service desk
    "GET /c/{community}/residents": DESK_ROLES,
    "POST /c/{community}/desk/residents": DESK_ROLES,
    "POST /c/{community}/residents/{member}/verification": VERIFYING_ROLES,
    "PATCH /c/{community}/residents/{member}/details": VERIFYING_ROLES,
    "POST /c/{community}/children/{member}/guardians": VERIFYING_ROLES,
    # The committee
    "PUT /c/{community}/policies/{policy}": COMMITTEE_ROLES,
    "POST /c/{community}/roles": COMMITTEE_ROLES,
    "POST /c/{community}/roles/confirmations": COMMITTEE_ROLES,
    "POST /c/{community}/roles/revocations": COMMITTEE_ROLES,
}
"""The addresses of the API begin with `/api/v1`."""
