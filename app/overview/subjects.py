"""How the approvals of the package `work` name and open what overview asks a second person for."""

from uuid import UUID

from app.core.context import Context
from app.identity.queries import names_of
from app.overview import queries
from app.overview.models import AuditExportPermit
from app.register.queries import consents
from app.work import queries as work_queries
from app.work import subjects
from app.work.subjects import Found


def _permit(ctx: Context, permit_id: UUID) -> Found:
    permit = queries.get_permit(ctx, permit_id)
    return Found(names_of({permit.user_id}).get(permit.user_id, ""), "overview.audit_exports")


subjects.register("audit_export_permit", _permit)
# Who may export when it is allowed does not allow it.
work_queries.concerns(AuditExportPermit.user_id)


def _consent(ctx: Context, use_id: UUID) -> Found:
    use, engagement = consents.get_with_engagement(ctx, use_id)
    return Found(
        consents.title_of(engagement, use.supply_id),
        "overview.consent",
        {"engagement_id": use.engagement_id, "supply_id": use.supply_id},
        use.unit_id,
    )


subjects.register("engagement_supply", _consent)
