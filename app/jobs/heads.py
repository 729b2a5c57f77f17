"""The head of the audit log goes to a place of its own, once a minute: the log's promise reaches that far."""

from datetime import UTC
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from app.config import Config
from app.core.audit import AuditHead
from app.core.audit.head import Head, read, write_to
from app.core.context import Context
from app.core.db import db


def _place() -> Path | None:
    config: Config = current_app.extensions["sekisho"]
    return config.head_export


def present_head() -> Head:
    row = db.session.execute(
        select(AuditHead.number, AuditHead.signature, AuditHead.at).where(AuditHead.id == 1)
    ).one()
    return Head(row.number, row.signature, row.at.astimezone(UTC).isoformat())


def has_moved(_ctx: Context) -> bool:
    place = _place()
    if place is None:
        return False
    exported = read(place)
    return exported is None or exported.number < present_head().number


def export_head(_ctx: Context) -> str:
    place = _place()
    if place is None:
        return ""
    head = present_head()
    write_to(place, head, sync=True)
    return str(head.number)
