"""How tasks, findings and documents name and open a report."""

from uuid import UUID

from app.assurance.models import AssuranceReport
from app.assurance.queries import reports
from app.core.context import Context
from app.work import subjects
from app.work.subjects import Found


def _report(ctx: Context, report_id: UUID) -> Found:
    found = reports.get_report(ctx, report_id)
    return Found(f"{found.number} {found.title}", "assurance.report", {"report_id": report_id})


subjects.register(AssuranceReport.__tablename__, _report)
