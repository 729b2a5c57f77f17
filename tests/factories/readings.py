"""Files of assurance reports, and who may read them."""

from datetime import date, datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from app.assurance import words  # noqa: F401 - acts need their labels
from app.assurance.models import (
    AssuranceReport,
    Disclosure,
    FileKind,
    ReportFile,
    ReportKind,
    ReportService,
    UserControl,
)
from app.assurance.services import files as services
from app.assurance.services import reading
from app.assurance.services.files import FileFacts
from app.core import audit
from app.core.context import Context
from app.core.db import db
from app.register.models import Service
from tests.factories import files
from tests.factories.identity import Made, context

SECRET = "Secret finding of the auditor"
TERMS = "開示された目的以外に使わないこと。"


def pdf(pages: int = 2, text: str = SECRET) -> bytes:
    """Real enough to be opened; the second page lies on its side."""
    held = BytesIO()
    canvas = Canvas(held, invariant=1)
    for at in range(pages):
        canvas.setPageRotation(90 if at == 1 else 0)
        canvas.drawString(90, 500, f"{text} {at + 1}")
        canvas.showPage()
    canvas.save()
    return held.getvalue()


def locked_pdf() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf())))
    writer.encrypt("")
    held = BytesIO()
    writer.write(held)
    return held.getvalue()


def texts(content: bytes) -> list[str]:
    """Of each page, without the spaces that are a matter of the font."""
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


_numbers = iter(range(1, 10**9))


def report(at: datetime, *services_of: Service, **given: Any) -> AssuranceReport:
    """Committed, about the provider of its first service."""
    values = {
        "number": f"R-2026-{next(_numbers):04}", "kind": ReportKind.SOC2, "title": "SOC 2 Type 2",
        "organisation_id": services_of[0].organisation_id, "terms": TERMS, "criteria": [],
        "period_from_on": date(2025, 10, 1), "period_to_on": date(2026, 9, 30), "issued_on": date(2026, 11, 1),
        "recorded_at": at, **given,
    }  # fmt: skip
    values.setdefault("ends_on", values.get("expires_on") or values["period_to_on"])
    made = AssuranceReport(**values)
    db.session.add(made)
    db.session.flush()
    scope = [ReportService(report_id=made.id, service_id=one.id) for one in services_of]
    db.session.add_all(scope)
    audit.record(context(at), Made.FOR_TEST, made, *scope)
    db.session.commit()
    return made


def controls(at: datetime, of: AssuranceReport, *refs: str) -> list[UserControl]:
    made = [
        UserControl(report_id=of.id, ref=ref, position=position, text=f"{ref} 利用者は権限を見直す。")
        for position, ref in enumerate(refs)
    ]
    db.session.add_all(made)
    audit.record(context(at), Made.FOR_TEST, *made)
    db.session.commit()
    return made


def file(
    ctx: Context, of: AssuranceReport, disclosure: Disclosure = Disclosure.PUBLIC, *, content: bytes = b"",
    name: str = "soc2.pdf",
) -> ReportFile:  # fmt: skip
    kept = files.keep(content or pdf(text=f"{SECRET} {name}"), name)
    made = services.add(ctx, of, kept, FileFacts(FileKind.REPORT, disclosure))
    db.session.commit()
    return made


def named(ctx: Context, of: AssuranceReport, user_id: UUID, purpose: str = "年次の確認") -> None:
    reading.name_reader(ctx, of, user_id, purpose=purpose)
    db.session.commit()
