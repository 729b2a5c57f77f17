"""Security references with versions, as if somebody had written them before the test."""

from datetime import date, datetime
from typing import Any

from app.core.context import Context
from app.core.db import db
from app.references import words  # noqa: F401 - acts need their labels
from app.references.models import (
    Conformity,
    PaperKind,
    ReferenceVersion,
    SecurityReference,
)
from app.references.queries import references as queries
from app.references.rules.facts import PaperFacts, RecordFacts, ReferenceFacts, VersionFacts
from app.references.services import keeping, writing
from app.register.models import Service
from app.standards.models import StandardItem
from tests.factories import masters

EDITION = "fisc-anzen/e13-r202503"
ITEMS = ("統20", "統21", "統24")


def laid(at: datetime, count: int = 0, edition: str = EDITION) -> None:
    """Items of an edition without the rest of the content: three by name, or as many as asked for."""
    refs = [f"実{n}" for n in range(1, count + 1)] if count else ITEMS
    db.session.add_all(
        StandardItem(
            edition=edition, ref=ref, position=n, title_ja=f"{ref}の項目", title_en=f"Item {ref}",
            sort_key=f"{n:05}",
        )
        for n, ref in enumerate(refs)
    )  # fmt: skip
    db.session.commit()


def service(at: datetime, name: str = "Azure", provider: str = "日本マイクロソフト株式会社") -> Service:
    return masters.service(at, provider, name)


def reference(ctx: Context, of: Service, **given: Any) -> SecurityReference:
    usual = {"title": f"{of.name}対応セキュリティリファレンス", "edition": EDITION}
    made = keeping.add_reference(ctx, ReferenceFacts(service_id=of.id, **{**usual, **given}))
    db.session.commit()
    return made


def record(**given: Any) -> RecordFacts:
    usual = {"conformity": Conformity.CONFORMABLE, "needed": "利用者が設定を確認します。"}
    return RecordFacts(**{**usual, **given})


def paper(number: str, **given: Any) -> PaperFacts:
    usual = {"kind": PaperKind.DOCUMENT, "title": f"公開文書{number}", "url": f"https://example.com/{number}"}
    if given.get("is_missing"):
        usual |= {"title": "", "url": ""}
    return PaperFacts(number=number, **{**usual, **given})


def head(**given: Any) -> VersionFacts:
    usual = {
        "authors": ("株式会社みどり計算", "つばめ銀行"), "premise_models": ("iaas",),
        "premise": "仮想マシンで独自のアプリケーションを動かす場合。", "as_of_on": date(2026, 4, 1),
    }  # fmt: skip
    return VersionFacts(**{**usual, **given})


def draft(
    ctx: Context, of: SecurityReference, *, papers: Any = None, **records: RecordFacts
) -> ReferenceVersion:
    """With papers 05 and 21, and a record of one item at least."""
    made = writing.begin(ctx, of)
    writing.edit_version(ctx, made, head(), seen=made.version)
    writing.set_papers(ctx, made, papers or [paper("05"), paper("21")])
    said = records or {next(iter(queries.positions(of.edition))): record(documents=("05",))}
    writing.set_records(ctx, made, said)
    db.session.commit()
    return made


def published(
    ctx: Context, of: SecurityReference, *, papers: Any = None, **records: RecordFacts
) -> ReferenceVersion:
    made = draft(ctx, of, papers=papers, **records)
    writing.publish(ctx, made, seen=made.version, is_confirmed=True)
    db.session.commit()
    return made
