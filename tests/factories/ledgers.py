"""Ledgers taken out and brought in again."""

from collections import Counter
from datetime import date
from typing import Any

from app.core.asat import Moment
from app.core.context import Context
from app.exchange.kinds import KINDS
from app.exchange.models import ImportBatch
from app.exchange.services import comparing, exporting, staging
from app.exchange.services.comparing import Finding
from app.exchange.services.exporting import Exported, Form, Wish

NOW = Moment(None, date(2026, 11, 20))
HOSTILE = (
    "=1+1", "＝1+1", "@SUM(A1)", "+81-3-0000-0000", "-1", "'=1", "''", "a\"b", "a,b;c|d", "<r>x</r>", "<r><t>x</t></r>",
    "_x000D_", "_x005F_x0041_", "_xFFFE_", "&amp;", "]]>", "http://example.jp/?a=1&b=2", "00123", "1e5", "TRUE",
    "2026-03-31", "令和8年3月31日", "５０１", "#REF!", "𠮷野家", "か\u3099き\u309a", "e\u0301", "a\u3000b",
    "\u202eabc", "名称", "法人番号", "Sekisho ID", "○", "×", "なし", "長" * 180, "株式会社、支店／本店",
)  # fmt: skip
"""Texts that a spreadsheet, a parser or our own import might take for something else."""


def taken_out(ctx: Context, key: str = "organisations", form: Form = Form.XLSX, **wish: Any) -> Exported:
    return exporting.export(ctx, Wish(kind=KINDS[key], form=form, **{"moment": NOW, **wish}))


def brought_in(
    ctx: Context, content: bytes, key: str = "organisations", **options: Any
) -> tuple[ImportBatch, list[Finding]]:
    book = staging.read("ledger", content)
    batch = staging.stage(ctx, KINDS[key], "ledger", content, book)
    for name, value in options.items():
        setattr(batch, name, value)
    return batch, comparing.compare(ctx, batch)


def outcomes(found: list[Finding]) -> dict[str, int]:
    return dict(Counter(one.outcome.value for one in found))


def told(found: list[Finding]) -> list[Any]:
    """What is not unchanged, for the message of a failing test."""
    return [
        (one.outcome, one.label, one.changes, one.problems) for one in found if one.outcome != "unchanged"
    ]
