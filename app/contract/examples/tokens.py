"""Secrets as examples show them: of the right form, and to be seen as invented by anybody."""


def token(prefix: str) -> str:
    """An opaque token with this beginning, such as `chm_live`."""
    return f"{prefix}_{'Example' * 6}0000"


#: A signed token has three parts; what it claims and who signed it is nobody's.
ACCESS_TOKEN = "eyJhbGciOiJFUzI1NiJ9.example-claims.example-signature"  # noqa: S105
#: Base32, as authenticator apps take it.
TOTP_SECRET = "EXAMPLE2" * 4
RECOVERY_CODES = [f"EXAM-PLEX-CODE-{letter * 4}" for letter in "ABCDEFGHIJ"]
QR_SVG = "data:image/svg+xml;charset=utf-8,%3Csvg%20xmlns='http://www.w3.org/2000/svg'/%3E"
CURSOR = "ZXhhbXBsZSBjdXJzb3I"
