"""What providers publish, to measure: 50 services with a security reference and an assurance report each, and a
self-check, all by the product's own services; and two workbooks that come in. Figures and goals are those of
docs/performance.md."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app import create_app
from app.assurance.models import AssuranceReport, Opinion, ReportKind, SocType, SubserviceMethod
from app.assurance.permissions import AssurancePermission
from app.assurance.queries import reports as report_queries
from app.assurance.rules.reports import ReportFacts
from app.assurance.services import duties, parts
from app.assurance.services import reports as report_services
from app.config import Config
from app.core.asat import Moment
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.references.models import Acts, Conformity, OwnState, PaperKind, ReferenceVersion, SecurityReference
from app.references.permissions import ReferencesPermission
from app.references.rules.facts import PaperFacts, RecordFacts, ReferenceFacts, VersionFacts
from app.references.services import checking, keeping, writing
from app.references.services.checking import OwnFacts
from app.register.models import Engagement, Service
from app.register.queries import chain
from app.serve import settle
from app.standards.content.catalogue import Catalogue, all_items
from app.standards.content.frameworks import EditionItems, Framework
from app.standards.queries import contents as published
from app.standards.services import publishing
from bench import contents, instance, measure, standards
from tests.factories import foreign_books, reference_books

PARTIES = 1000
RECORDS, PAPERS, CERTIFICATES = 300, 60, 10
CHANGED = 10  # every so many records of the second version say something else
CONTROLS, EXCEPTIONS, SUBSERVICES = 30, 10, 5
SHARE = 25  # so many of the services stand in the chain of the first engagement
LARGE, ROWS = "bench-large/1", 750  # an edition for a workbook that is larger than any published one
TITLE = f"{contents.SERVICES} services with a reference of {RECORDS} records and a report each"
# Of one that has two versions, a self-check whose half is entered, and reports all along its chain.
PAGES = {
    "references": "/references",
    "reference": "{reference}",
    "version of 300 records": "/references/versions/{version}",
    "version, what changed": "{reference}/changes",
    "two references compared": "/references/compare?left={left}&right={right}",
    "self-checks of an engagement": "{engagement}/self-checks",
    "self-check of 300 items": "{engagement}/self-checks/{check}",
    "reports": "/assurance",
    "reports, when they end": "/assurance/timeline",
    "report": "{report}",
    "report, its scope": "{report}/scope",
    "assurance of an engagement": "{engagement}/assurance",
}
FILES = ("reference workbook, 750 records", "questionnaire of others, 750 questions")
# p95, and what a file takes at most.
GOAL_MS, GOAL_S, GOAL_MB = 60.0, 5.0, 300.0


def one(kind: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        config = instance.config_at(Path(folder), kind, "bench_publications")
        instance.migrate(config)
        cookie = instance.fill(config, PARTIES)
        app = create_app(config)
        with app.app_context(), db.scope(writes=True):
            found = _seed()
        instance.analyse(config.owner_url)
        db.engine.dispose()
        published._texts.clear()
        published._catalogues.clear()
        settle()  # as `make run` does
        check = PAGES["self-check of 300 items"].format(**found)
        figures: dict[str, Any] = {"first page_s": measure.first(app, cookie, check)}
        for name, path in PAGES.items():
            figures[name] = measure.page(app, cookie, path.format(**found)).as_dict()
        db.engine.dispose()
        return figures | _brought(config, found["large"])


def _seed() -> dict[str, Any]:
    """Addresses and ids of what is measured."""
    person = standards._person(*ReferencesPermission, *AssurancePermission)
    _questionnaires, catalogue = contents.everything(())
    publishing.publish_catalogue(_now(person), _with_large(catalogue))
    db.session.commit()
    used = standards._used()
    engagement = used[0][0]
    services = _services(person, engagement, [service for _engagement, service in used])
    made = [_reference(person, service, number) for number, service in enumerate(services)]
    check, newest = _checked(person, engagement, *made[0])
    for (other, _service), (_, version) in zip(used[1:], made[1:], strict=True):
        checking.begin(_now(person), other, version)
    reports = [_report(person, service, number) for number, service in enumerate(services)]
    _given(person, engagement, reports)
    large = _add(person, services[0], LARGE, "計測用の大きなリファレンス")
    db.session.commit()
    return {
        "engagement": f"/engagements/{engagement.id}", "reference": f"/references/{made[0][0].id}",
        "version": newest, "left": made[0][0].id, "right": made[1][0].id, "check": check,
        "report": f"/assurance/{reports[0].id}", "large": large.id,
    }  # fmt: skip


def _now(person: Context) -> Context:
    return standards._now(person)


def _with_large(catalogue: Catalogue) -> Catalogue:
    written = contents._framework() | {"key": "bench-large"}
    written["editions"] = [{**written["editions"][0], "counts": {"計": ROWS}}]
    items = [contents._item(number) for number in range(1, ROWS + 1)]
    group = {"key": "g", "title": contents.both("第1章", "Chapter 1"), "items": items}
    edition = EditionItems.model_validate({"framework": "bench-large", "edition": "1", "groups": [group]})
    editions = {**catalogue.editions, LARGE: edition}
    return replace(
        catalogue,
        frameworks={**catalogue.frameworks, "bench-large": Framework.model_validate(written)},
        editions=editions,
        items={item.ref: item for item in all_items(editions)},
    )


def _services(person: Context, engagement: Engagement, used: Sequence[Service]) -> list[Service]:
    """What the engagement rests on, itself first; then those of other engagements."""
    found = chain.chain_of(_now(person), engagement, Moment(None, day_of(person.at)))
    ids = [stop.offer.id for stop in found.counted] if found else []
    below = db.session.scalars(select(Service).where(Service.id.in_(ids)).order_by(Service.sort_key)).all()
    wanted = dict.fromkeys([used[0], *below[: SHARE - 1], *used])
    return list(wanted)[: contents.SERVICES]


# --- references ------------------------------------------------------------------------------------


def _reference(person: Context, service: Service, number: int) -> tuple[SecurityReference, ReferenceVersion]:
    reference = _add(person, service, contents.FIRST, f"{service.name} 対応セキュリティリファレンス")
    return reference, _version(person, reference, number)


def _add(person: Context, service: Service, edition: str, title: str) -> SecurityReference:
    facts = ReferenceFacts(title=title, service_id=service.id, edition=edition, owner_id=person.actor_id)
    made = keeping.add_reference(_now(person), facts)
    db.session.commit()
    return made


def _version(
    person: Context, reference: SecurityReference, number: int, last: ReferenceVersion | None = None
) -> ReferenceVersion:
    """Published; after `last` it says something else here and there."""
    draft = writing.begin(_now(person), reference, last)
    head = VersionFacts(
        label=f"第{2 if last else 1}版", authors=("計測計算株式会社",), premise_models=("iaas", "paas"),
        premise="仮想マシンで独自のアプリケーションを動かす場合です。", as_of_on=date(2026, 4, 1),
    )  # fmt: skip
    writing.edit_version(_now(person), draft, head, seen=draft.version)
    if last is None:
        writing.set_papers(_now(person), draft, _papers())
    step = CHANGED if last else 1
    items = range(step, RECORDS + 1, step)
    writing.set_records(
        _now(person), draft, {contents.ref(at): _record(at, number, bool(last)) for at in items}
    )
    db.session.commit()
    writing.publish(_now(person), draft, seen=draft.version, is_confirmed=True)
    db.session.commit()
    return draft


def _papers() -> Iterable[PaperFacts]:
    for kind, count in ((PaperKind.DOCUMENT, PAPERS), (PaperKind.CERTIFICATE, CERTIFICATES)):
        for at in range(1, count + 1):
            address = f"https://example.com/{kind}/{at}"
            yield PaperFacts(kind=kind, number=f"{at:02}", title=f"計測用の文書{at}", url=address)


def _record(item: int, number: int, is_new: bool) -> RecordFacts:
    """What is said differs from service to service."""
    turn = item + number
    return RecordFacts(
        conformity=Conformity.OUT_OF_SCOPE if turn % 9 == 0 else Conformity.CONFORMABLE,
        provider_view=f"項目{item}について、" + "手順を定めて年一回見直しています。" * (turn % 4 + 1),
        confirmed="公開文書により、手順と記録があることを確認しました。" * (2 if is_new else 1),
        needed="" if turn % 5 == 0 else "利用者は設定と権限を確認し、結果を記録します。",
        provider_acts=Acts.YES, customer_acts=Acts.NO if turn % 3 else Acts.YES,
        documents=tuple(f"{(turn * step) % PAPERS + 1:02}" for step in (1, 7)),
        certificates=(f"{turn % CERTIFICATES + 1:02}",), certified="報告書に記載があります。",
    )  # fmt: skip


def _checked(
    person: Context, engagement: Engagement, reference: SecurityReference, version: ReferenceVersion
) -> tuple[UUID, UUID]:
    """The half of it entered and held against a newer version, so that some of it is to be confirmed again; its id
    and that of the version."""
    check = checking.begin(_now(person), engagement, version)
    db.session.flush()
    for at, state in enumerate(OwnState):
        items = [contents.ref(item) for item in range(1, RECORDS + 1) if item % (2 * len(OwnState)) == at]
        facts = OwnFacts(state, "規程に定めています。", date(2027, 3, 31))
        checking.set_items(_now(person), engagement, check, dict.fromkeys(items, 0), facts)
    db.session.commit()
    newer = _version(person, reference, 0, version)
    checking.move(_now(person), engagement, check, newer, version=check.version)
    db.session.commit()
    return check.id, newer.id


# --- reports ---------------------------------------------------------------------------------------


def _report(person: Context, service: Service, number: int) -> AssuranceReport:
    """Issued, each for a period of its own; every third a certificate."""
    today = day_of(person.at)
    end = today - timedelta(days=41 + number * 6)
    facts = ReportFacts(
        kind=ReportKind.SOC2, title=f"{service.name} 報告書", organisation_id=service.organisation_id,
        auditor="監査法人計測", soc_type=SocType.TYPE2, criteria=("security", "availability"),
        period_from_on=end - timedelta(days=364), period_to_on=end, issued_on=end + timedelta(days=40),
        opinion=Opinion.UNQUALIFIED,
    )  # fmt: skip
    if number % 3 == 2:
        last = today + timedelta(days=number * 20 - 300)
        facts = replace(
            facts, kind=ReportKind.ISO27001, registration=f"IS {number}", expires_on=last,
            issued_on=last - timedelta(days=1000),
        )  # fmt: skip
    ids = select(Service.id).where(Service.organisation_id == service.organisation_id)
    report = report_services.add_report(_now(person), facts, db.session.scalars(ids).all())
    _said(person, report)
    db.session.commit()
    return report


def _said(person: Context, report: AssuranceReport) -> None:
    lines = (f"CC{at}.1 利用者は、利用者の権限を{at}か月ごとに見直します。" for at in range(1, CONTROLS + 1))
    parts.add_controls(_now(person), report, "\n".join(lines))
    for at in range(1, EXCEPTIONS + 1):
        told = f"抽出した25件のうち{at}件で承認の記録がありませんでした。"
        found = parts.ExceptionFacts(
            told, f"CC{at}.2", reply="手順を改めました。", our_view="影響は限られます。"
        )
        parts.set_exception(_now(person), report, found)
    for at in range(1, SUBSERVICES + 1):
        carved = parts.SubserviceFacts(f"再受託会社{at}", SubserviceMethod.CARVE_OUT)
        parts.set_subservice(_now(person), report, carved)


def _given(person: Context, engagement: Engagement, reports: Sequence[AssuranceReport]) -> None:
    """What the first one expects of its users, as duties of the engagement."""
    first = reports[0]
    chosen = {one.id for one in report_queries.controls_of(first)}
    duties.give(_now(person), engagement, first, chosen, duties.DutyFacts(person.actor_id))
    db.session.commit()


# --- workbooks ---------------------------------------------------------------------------------------


def _brought(config: Config, reference_id: UUID) -> dict[str, Any]:
    """Each in a process of its own, so that its memory is its own."""
    records, questions = config.data / "records.xlsx", config.data / "questions.xlsx"
    records.write_bytes(reference_books.large([contents.ref(at) for at in range(1, ROWS + 1)], PAPERS))
    questions.write_bytes(foreign_books.large(ROWS))
    reading = ("reference", str(config.data), config.database_url, str(reference_id), str(records))
    return dict(zip(FILES, (_taken(config, *reading), _taken(config, "form", str(questions))), strict=True))


def _taken(config: Config, *words: str) -> dict[str, float]:
    surroundings = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "PORT")}
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "bench.bringing", *words], capture_output=True, text=True, check=False, timeout=120,
        env=surroundings | {"SEKISHO_DATA": str(config.data), "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    figures: dict[str, float] = json.loads(done.stderr.splitlines()[-1])
    return {**figures, "process_s": round(time.perf_counter() - began, 2)}
