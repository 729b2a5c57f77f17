"""保証報告書・認証 of an organisation and of a service: what is about them, and a new one begun."""

from typing import Any
from uuid import UUID

from flask import render_template, url_for

from app.assurance.permissions import AssurancePermission as P
from app.assurance.queries import reports as queries
from app.assurance.queries.reports import Standing
from app.assurance.sheets import report_rows as rows_shown
from app.assurance.views import bp
from app.core.authz import requires
from app.core.dates import day_of
from app.core.errors import NotFound
from app.core.web import current_context
from app.register.queries import organisations, services


@bp.route("/organisations/<uuid:organisation_id>/reports")
@requires(P.REPORT_VIEW)
def organisation_reports(organisation_id: UUID) -> str:
    ctx = current_context()
    found = organisations.get_organisation(ctx, organisation_id)
    if found.merged_into_id is not None:
        raise NotFound
    standing = queries.reports_of_organisation(ctx, found.id)
    return _page(standing, url_for("assurance.report_add", provider=found.id), organisation=found)


@bp.route("/services/<uuid:service_id>/reports")
@requires(P.REPORT_VIEW)
def service_reports(service_id: UUID) -> str:
    ctx = current_context()
    found = services.get_service(ctx, service_id)
    if found.merged_into_id is not None:
        raise NotFound
    standing = queries.reports_of_services(ctx, [found.id])
    return _page(standing, url_for("assurance.report_add", service=found.id), service=found)


def _page(standing: list[Standing], add_url: str, **subject: Any) -> str:
    ctx = current_context()
    letters = queries.letters_of_reports([one.report.id for one in standing]) if standing else {}
    return render_template(
        "assurance/subject_reports.html", today=day_of(ctx.at),
        lines=rows_shown.lines_of(ctx, standing, letters=letters),
        add_url=add_url if ctx.may(P.REPORT_EDIT) else "", soon=queries.limits(ctx).soon_days,
        **{"organisation": None, "service": None, **subject},
    )  # fmt: skip
