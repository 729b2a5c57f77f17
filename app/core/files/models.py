"""A content that is stored: once, whoever hands it in and however often."""

from datetime import datetime

from sqlalchemy.orm import Mapped

from app.core.columns import Retention, secret, technical
from app.core.model import Entity


class StoredFile(Entity):
    """Where it lies and under which key. What it is called and what it is to whom stands in the rows that refer
    to it; those are audited and hold the SHA-256 as well."""

    __tablename__ = "stored_file"
    sha256: Mapped[str] = technical(unique=True)
    size: Mapped[int] = technical()
    address: Mapped[str] = technical(unique=True)
    # The key ring's key that wraps the file's own.
    key_id: Mapped[str] = technical(index=True)
    wrapped_key: Mapped[str] = secret(retention=Retention.RECORD)
    stored_at: Mapped[datetime] = technical()
