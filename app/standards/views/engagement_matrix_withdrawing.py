"""取下げ: a matrix that was begun by mistake, with a reason, after a look at what still hangs on it."""

from uuid import UUID

from flask import Response, url_for
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.web import run_form, writes
from app.standards.forms.withdrawing import WithdrawingForm
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import withdrawals
from app.standards.services import withdrawing
from app.standards.views import bp
from app.standards.views.engagement_matrices import open_matrix


@bp.route("/engagements/<uuid:engagement_id>/responsibility/<template>/withdraw", methods=["GET", "POST"])
@requires(P.MATRIX_EDIT)
@writes
def engagement_matrix_withdraw(engagement_id: UUID, template: str) -> Response:
    open_ = open_matrix(engagement_id, template)
    form = WithdrawingForm()
    return run_form(
        form,
        lambda: withdrawing.withdraw(
            open_.ctx, open_.engagement, open_.entered.matrix, form.reason.data or "",
            version=form.version_number,
        ),
        to=lambda _none: url_for("standards.engagement_matrix", engagement_id=engagement_id),
        page="standards/engagement_matrix_withdraw.html", done=_("The matrix was withdrawn."),
        record=open_.entered.matrix, open=open_, last_saved=open_.last_saved,
        hanging=withdrawals.hanging(open_.ctx, open_.entered.matrix),
    )  # fmt: skip
