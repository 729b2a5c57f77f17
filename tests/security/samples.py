"""What a column must say, or which service must make it, for a row of the walk to be of use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.core import audit
from app.core.audit import Audited
from app.core.context import Context
from app.core.db import db
from app.core.files import StoredFile
from app.core.model import Entity
from app.core.saved_views import SavedView
from app.exchange.models import BatchState, ImportBatch, Outcome
from app.exchange.queries import rows_of
from app.exchange.services import applying
from app.identity.models import GrantState
from app.register.models import (
    Category,
    EngagementTier,
    OverrideState,
    Service,
    Supply,
)
from app.register.rules.stages import Item
from app.register.services import recognising, tiering
from app.standards.content.catalogue import Catalogue, all_items
from app.standards.content.loading import load_all
from app.standards.models import (
    ActorBinding,
    ConditionAnswer,
    ContentKind,
    ContentVersion,
    DutyRuling,
    EngagementMatrix,
    GapFinding,
    LayerAct,
    Ruling,
)
from app.standards.services import publishing
from app.work.models import Task
from app.work.queries import files_of_document
from tests.conftest import context_of
from tests.factories import documents as make_documents
from tests.factories import identity as make
from tests.factories.files import pdf
from tests.factories.imports import compared
from tests.security.assessments import ask_questions
from tests.security.brought import bring_a_form, bring_a_reference
from tests.security.reference_books import write_references
from tests.security.reports import file_reports

if TYPE_CHECKING:
    from tests.security.world import Side


def kept(at: datetime, made: Any) -> Any:
    db.session.add(made)
    db.session.flush()
    if isinstance(made, Audited):
        assert isinstance(made, Entity)
        audit.record(make.context(at), make.Made.FOR_TEST, made)
    return made


def _base(side: Side, turn: int) -> Any:
    """What a service is built on is another service, each time another one."""
    made = Service(
        organisation_id=side.rows["winner"].id, name=f"{side.canary} service base {turn}", sort_key=f"base {turn}",
        countries=["JP"], kind="cloud_platform",
    )  # fmt: skip
    return kept(side.at, made).id


def _edge(side: Side, turn: int) -> Any:
    """One use for each engagement and edge: in its other states on edges of their own."""
    if turn == 1:
        return side.rows["supply"].id
    made = Supply(service_id=side.rows["service"].id, base_service_id=_base(side, turn), countries=["JP"])
    side.others.setdefault("supply", []).append(kept(side.at, made))
    return made.id


# Each side has its own word on an item of its own: there is one for an item.
ITEMS = {"mine": "統24", "other": "統23"}
# What a column of that name must say for the row to be of use; a function is asked with the side and the turn.
SENSIBLE: dict[str, dict[str, Any]] = {
    "stand_in": {"state": GrantState.ACTIVE},
    "organisation": {
        "country": "JP",
        "corporate_number": None,
        "lei": None,
        "invoice_number": None,
        "ended_on": None,
    },
    "finding": {"subject_type": "organisation", "closed_on": None, "closed_by_id": None},
    "task": {"source_type": "organisation"},
    "service": {"kind": "cloud_platform", "countries": ["JP"], "website": "https://example.jp/"},
    "supply": {"base_service_id": _base, "countries": ["JP"]},
    "engagement": {
        "number": lambda side, turn: f"{side.canary}-{turn}",
        "category": Category.CLOUD, "tier": "", "data_classes": ["internal"], "data_countries": ["JP"],
        "outsourcing_by_id": None,
    },
    "engagement_supply": {
        "countries": ["JP"], "data_classes": ["internal"], "supply_id": _edge,
    },
    "engagement_reader": {"unit_id": lambda side, _turn: side.reading.id},
    "engagement_check": {"item": Item.COMPARED.value},
    "tier_override": {"tier": "strict", "expires_on": lambda side, _turn: side.today + timedelta(days=90)},
    "contact": {
        "email": "madoguchi@vendor.example", "phone": "03-9999-0001", "night_phone": "03-9999-0002",
        "engagement_id": lambda side, turn: side.rows["engagement"].id if turn == 1 else None,
    },
    "information_system": {"asset_numbers": ["A-1"]},
    "question_change": {
        "questionnaire": "to24", "question": lambda side, _turn: f"own.{side.key}", "act": LayerAct.ADD,
        "values": lambda side, _turn: {
            "section": "model", "type": "yes_no", "scope": "engagement", "respondent": "institution", "levels": "both",
            "weight": 1, "text": {"ja": f"{side.canary} question_change", "en": f"{side.canary} question_change"},
        },
    },
    "chain_check": {"check": "country_unknown", "severity": "low", "subject_type": "organisation", "params": {}},
    "standard_item": {"edition": "fisc/9r2", "ref": lambda side, turn: f"{side.canary} {turn}"},
    "item_wording": {"edition": "fisc/9r2", "ref": lambda side, _turn: ITEMS[side.key]},
    "item_link": {
        "from_edition": "fisc/9", "from_ref": lambda side, _turn: ITEMS[side.key], "to_edition": "fisc/9r2",
        "to_ref": lambda side, _turn: ITEMS[side.key],
    },
    "assessment_round": {
        "questionnaire": "to24",
        "reach": {
            "kind": "engagement", "tiers": ["strict"], "unit_ids": [], "categories": [], "stages": ["operation"],
            "fresh_days": 180, "in_charge_id": None,
        },
    },
    "round_sending": {"lines": [], "held": {}},
    "column_layout": {"kind": "organisations", "columns": [["name", ""]]},
    "remembered_mapping": {"kind": "organisations", "mapping": {}},
}  # fmt: skip
ORGANISATIONS = "商号,法人番号,法人番号がない理由,国,種別"


# --- what the services make ------------------------------------------------------------------


def file_a_document(at: datetime, side: Side) -> None:
    """With a real file behind it, so that a download is walked too; on work of the unit, and on an organisation."""
    for subject, word in ((side.rows["engagement"], "document"), (side.organisation, "paper")):
        document = make_documents.document(
            at, subject, content=pdf(f"{side.canary} {word}"), name=f"{side.canary}.pdf",
            title=f"{side.canary} {word} title", note=f"{side.canary} {word} note",
            added_by_id=side.officer.id,
        )  # fmt: skip
        if word == "document":
            file = files_of_document(document)[0]
            stored = db.session.get(StoredFile, file.stored_file_id)
            side.rows.update(document=document, document_file=file, stored_file=stored)
        else:
            side.others.setdefault("document", []).append(document)


def judge_the_tier(at: datetime, side: Side) -> None:
    """As every act on an engagement does it at its end."""
    tiering.recompute(make.context(at), side.rows["engagement"])
    db.session.flush()
    query = select(EngagementTier).where(EngagementTier.engagement_id == side.rows["engagement"].id)
    side.rows["engagement_tier"] = db.session.scalars(query).one()


def add_a_twin(at: datetime, side: Side) -> None:
    """A second organisation of almost the same name: it is found to be one, and can be put together."""
    twin = make.vendor_organisation(at, f"（株）{side.canary} 商事")
    db.session.flush()
    for one in (side.organisation, twin):
        recognising.keep(one, is_new=True)
    side.rows["winner"] = twin
    side.rows["base_service"] = kept(at, Service(
        organisation_id=twin.id, name=f"{side.canary} service unused", sort_key="unused", countries=["JP"],
    ))  # fmt: skip


def keep_views(at: datetime, side: Side) -> None:
    """A saved view of each list."""
    lists = (
        "organisations", "services", "supplies", "engagements", "contacts", "systems", "functions", "consents",
        "chain_checks", "assessments", "assurance_reports", "references",
    )  # fmt: skip
    made = [
        kept(
            at,
            SavedView(
                user_id=side.officer.id, list_name=name, label=f"{side.canary} saved_view {name}", query=""
            ),
        )
        for name in lists
    ]
    side.rows["saved_view"], side.others["saved_view"] = made[0], made[1:]


def bring_files(at: datetime, side: Side) -> None:
    """A file of a ledger in each state that an import can be in; the sample is the one to correct."""
    ctx = context_of(side.officer, at)
    made = {state: _brought(ctx, side, state) for state in BatchState if state != BatchState.COMPARED}
    side.rows["import_batch"] = _brought(ctx, side, BatchState.COMPARED)
    side.rows["import_row"] = next(
        row for row in rows_of(side.rows["import_batch"]) if row.outcome == Outcome.ERROR
    )
    side.others["import_batch"] = list(made.values())


def _brought(ctx: Context, side: Side, state: BatchState) -> ImportBatch:
    name = f"{side.canary} import {state}"
    good = [f"{name} 新規,,未確認,日本,会社", f"{name} 二社目,,未確認,日本,会社"]
    bad = [f"{name} 不備,123,,日本,会社"] if state == BatchState.COMPARED else []
    batch, _ = compared(ctx, "organisations", ORGANISATIONS, *good, *bad, name=f"{name}.csv")
    if state == BatchState.APPLIED:
        applying.apply(ctx, batch)
    else:
        batch.state = state
    db.session.flush()
    return batch


def ask_about_what_expired(at: datetime, side: Side) -> None:
    """An override whose day has come waits for somebody to decide."""
    expired = next(row for row in side.others["tier_override"] if row.state == OverrideState.EXPIRED)
    text = f"{side.canary} task message expired"
    task = Task(
        source_type="tier_override", source_id=expired.id, message=text, params={}, owner_id=side.officer.id,
        unit_id=side.unit.id,
    )  # fmt: skip
    side.others["task"].append(kept(at, task))


def some_content() -> tuple[Any, Catalogue]:
    """A part of what is delivered: the walkers ask for every page hundreds of times, whatever stands on it."""
    questionnaires, whole = load_all()
    editions = {
        name: whole.editions[name].model_copy(update={"groups": whole.editions[name].groups[:1]})
        for name in ("fisc/9", "fisc/9r2", "fisc/13")
    }
    items = {item.ref: item for item in all_items(editions)}
    crosswalks = {}
    for key, one in whole.crosswalks.items():
        pairs = tuple(
            pair for pair in one.pairs
            if {f"{one.before}/{pair.before}", *(f"{one.after}/{ref}" for ref in pair.after)} <= items.keys()
        )  # fmt: skip
        if pairs:
            crosswalks[key] = one.model_copy(update={"pairs": pairs})
    matrices = {key: one.model_copy(update={"rows": one.rows[:8]}) for key, one in whole.matrices.items()}
    part = Catalogue(whole.frameworks, editions, items, crosswalks, matrices, {}, frozenset())
    return {key: questionnaires[key] for key in ("to23", "to24", "intake", "fsa-self-check")}, part


def publish_content(at: datetime, side: Side) -> None:
    """Content is of the whole institution, so both sides have the same."""
    made = publishing.publish_all(make.context(at), *some_content())
    found = made or list(db.session.scalars(select(ContentVersion)))
    db.session.flush()
    side.rows["content_version"] = next(one for one in found if one.kind == ContentKind.MATRIX)


def start_a_matrix(at: datetime, side: Side) -> None:
    """Answered, named, settled and charged once each, by a version that has a newer one."""
    version: ContentVersion = side.rows["content_version"]
    older = db.session.scalars(select(ContentVersion).where(ContentVersion.number == 0)).first()
    if older is None:
        said = {
            name: getattr(version, name) for name in ("kind", "key", "file_version", "title_ja", "title_en")
        }
        older = kept(at, ContentVersion(
            **said, number=0, digest="older", published_at=at, content=version.content
        ))  # fmt: skip
    whole = EngagementMatrix(
        engagement_id=side.rows["engagement"].id, template=version.key, content_id=older.id,
        note=f"{side.canary} engagement_matrix note",
    )  # fmt: skip
    side.rows["engagement_matrix"] = kept(at, whole)
    part: dict[str, Any] = {"matrix_id": whole.id, "engagement_id": whole.engagement_id}
    rows: dict[str, Any] = {
        "actor_binding": ActorBinding(**part, actor="own-1", title=f"{side.canary} actor_binding title"),
        "condition_answer": ConditionAnswer(
            **part, condition="mail", option="yes", reason=f"{side.canary} condition_answer reason"
        ),
        "duty_ruling": DutyRuling(
            **part, row="r02", actor="platform", does=Ruling.NO, reason=f"{side.canary} duty_ruling reason"
        ),
        "gap_finding": GapFinding(**part, gap="unknown.r02.does", finding_id=side.rows["finding"].id),
    }
    side.rows.update({name: kept(at, row) for name, row in rows.items()})


MAKERS: dict[str, Callable[[datetime, Side], None]] = {
    "saved_view": keep_views,
    "document": file_a_document,
    "engagement_tier": judge_the_tier,
    "import_batch": bring_files,
    "content_version": publish_content,
    "engagement_matrix": start_a_matrix,
    "assessment": ask_questions,
    "assurance_report": file_reports,
    "security_reference": write_references,
    "reference_import": bring_a_reference,
    "foreign_form": bring_a_form,
}
