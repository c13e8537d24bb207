"""签名 — the verification key of a log, as C2SP signed-note writes it."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

ED25519 = b"\x01"


def vkey_of(name: str, public: bytes) -> str:
    """`<name>+<8 hex digits of the key id>+base64(0x01 || public key)` (c2sp.org/signed-note)."""
    key_id = sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]
    return f"{name}+{key_id.hex()}+{b64encode(ED25519 + public).decode()}"
