"""Who of the organisations that are asked has an account, who invited whom, and whose access was ended."""

from uuid import UUID

from flask import render_template
from flask_babel import lazy_gettext as _l

from app.core.authz import requires
from app.core.web import current_context
from app.diligence import tabs
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assessments, colleagues, naming
from app.diligence.views import bp
from app.diligence.views.heads import head_of
from app.identity.services import vendors

tabs.add(tabs.Tab("accounts", _l("Accounts outside"), "diligence.respondent_accounts", 60))


@bp.route("/assessments/<uuid:assessment_id>/accounts")
@requires(P.ASSESSMENT_VIEW)
def respondent_accounts(assessment_id: UUID) -> str:
    found = assessments.get_assessment(current_context(), assessment_id)
    parts = [one for one in assessments.assignments_of(found) if one.organisation_id is not None]
    names = naming.respondents_of(current_context(), parts)
    named = {one.organisation_id: names[one.id] for one in parts if one.organisation_id is not None}
    return render_template(
        "diligence/respondent_accounts.html", accounts=colleagues.accounts_of(list(named)), names=named,
        is_enrolled=vendors.is_enrolled, **head_of(found, "accounts"),
    )  # fmt: skip
