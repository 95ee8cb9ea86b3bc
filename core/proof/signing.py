"""Signatures by which others know that a file is ours and whole: Ed25519 (RFC 8032) over its bytes. Pure."""

import base64

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


class SigningKey:
    """One of the installation's keys: 32 bytes as base64. Raises ValueError for a key that is none."""

    def __init__(self, key: str) -> None:
        raw = base64.b64decode(key.encode(), validate=True)
        self._key = Ed25519PrivateKey.from_private_bytes(raw)

    def __repr__(self) -> str:
        return "SigningKey(…)"

    def sign(self, content: bytes) -> str:
        """The signature as text (base64)."""
        return base64.b64encode(self._key.sign(content)).decode()

    @property
    def public_key(self) -> str:
        """By which others check signatures: PEM."""
        return (
            self._key.public_key()
            .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            .decode()
        )


def new_signing_key() -> str:
    """A key for `SigningKey`."""
    key = Ed25519PrivateKey.generate()
    raw = key.private_bytes(
        serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )
    return base64.b64encode(raw).decode()


def is_signed_by(public_key: str, content: bytes, signature: str) -> bool:
    """Is it? Raises ValueError for a public key that is none."""
    key = serialization.load_pem_public_key(public_key.encode())
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("this is no key of Ed25519")
    try:
        key.verify(base64.b64decode(signature.encode()), content)
    except (InvalidSignature, ValueError):
        return False
    return True
