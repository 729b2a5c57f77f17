"""Ledgers as files of text, and what an import makes of them."""

from typing import Any

from app.core.context import Context
from app.core.db import db
from app.exchange.models import ImportBatch
from app.exchange.services import applying
from app.exchange.services.comparing import Finding
from tests.factories.ledgers import brought_in


def ledger(head: str, *lines: str, encoding: str = "cp932") -> bytes:
    return "\r\n".join(["台帳（令和8年3月31日現在）", head, *lines]).encode(encoding)


def compared(
    ctx: Context, key: str, head: str, *lines: str, **options: Any
) -> tuple[ImportBatch, list[Finding]]:
    return brought_in(ctx, ledger(head, *lines), key, **options)


def applied(
    ctx: Context, key: str, head: str, *lines: str, only_good: bool = False, **options: Any
) -> dict[str, int]:
    batch, _ = compared(ctx, key, head, *lines, **options)
    counts = applying.apply(ctx, batch, only_good=only_good)
    db.session.commit()
    return counts


def whys(found: list[Finding]) -> list[tuple[str, str]]:
    """Field and message of every problem."""
    return [(problem.get("field", ""), problem["message"]) for one in found for problem in one.problems]
