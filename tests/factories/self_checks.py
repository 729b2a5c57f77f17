"""Security references with a published version, and self-checks against them, through their own services."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.references import words  # noqa: F401 - acts need their labels
from app.references.models import Conformity, OwnState, ReferenceVersion, SecurityReference, SelfCheck
from app.references.queries import checking as queries
from app.references.rules.facts import RecordFacts, ReferenceFacts, VersionFacts, record_facts, version_facts
from app.references.services import checking, keeping, writing
from app.references.services.checking import OwnFacts
from app.register.models import Engagement, Service

EDITION = "fisc/9r2"
ITEMS = ("統1", "統2", "統3", "統24")


def said(needed: str = "手順を定める", **given: Any) -> RecordFacts:
    usual = {"conformity": Conformity.CONFORMABLE, "confirmed": "公開文書で確認した", "needed": needed}
    return RecordFacts(**{**usual, **given})


def reference(ctx: Context, service: Service, **given: Any) -> SecurityReference:
    usual = {"title": f"{service.name} 対応リファレンス", "service_id": service.id, "edition": EDITION}
    made = keeping.add_reference(ctx, ReferenceFacts(**{**usual, **given}))
    db.session.commit()
    return made


def head(at: datetime, **given: Any) -> VersionFacts:
    usual = {
        "label": "第1版",
        "authors": ("株式会社みどり計算",),
        "premise_models": ("iaas",),
        "premise": "仮想マシンで自社のアプリケーションを動かす。",
        "as_of_on": day_of(at),
    }
    return VersionFacts(**{**usual, **given})


def written(
    ctx: Context, of: SecurityReference, items: Iterable[str] = ITEMS, records: dict[str, RecordFacts] | None = None,
    **given: Any,
) -> ReferenceVersion:  # fmt: skip
    """A draft, filled."""
    draft = writing.begin(ctx, of)
    writing.edit_version(ctx, draft, head(ctx.at, **given), seen=draft.version)
    writing.set_records(ctx, draft, records if records is not None else {item: said() for item in items})
    db.session.commit()
    return draft


def published(ctx: Context, of: SecurityReference, *args: Any, **given: Any) -> ReferenceVersion:
    return out(ctx, written(ctx, of, *args, **given))


def out(ctx: Context, draft: ReferenceVersion) -> ReferenceVersion:
    writing.publish(ctx, draft, seen=draft.version, is_confirmed=True)
    db.session.commit()
    return draft


def next_version(
    ctx: Context, of: SecurityReference, last: ReferenceVersion, changed: dict[str, dict[str, Any]]
) -> ReferenceVersion:
    """As the last one but for some items."""
    draft = writing.begin(ctx, of, last)
    writing.edit_version(ctx, draft, replace(version_facts(last), label="次の版"), seen=draft.version)
    for item, values in changed.items():
        row = queries.record_of(draft.id, item)
        assert row is not None
        writing.set_record(ctx, draft, item, replace(record_facts(row), **values))
    db.session.commit()
    return out(ctx, draft)


def check(ctx: Context, engagement: Engagement, version: ReferenceVersion) -> SelfCheck:
    made = checking.begin(ctx, engagement, version)
    db.session.commit()
    return made


def entered(
    ctx: Context, engagement: Engagement, of: SelfCheck, item: str, state: OwnState | None, measure: str = "",
    due_on: date | None = None,
) -> None:  # fmt: skip
    row = next(iter(queries.rows_of(of, [item])), None)
    facts = OwnFacts(state, measure, due_on)
    checking.set_item(ctx, engagement, of, item, facts, version=row.version if row else 0)
    db.session.commit()


def opened(ctx: Context, engagement: Engagement, of: SelfCheck) -> queries.Opened:
    return queries.opened(ctx, queries.get_check(ctx, engagement, of.id))
