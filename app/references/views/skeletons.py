"""公表資料の骨子から登録: a reference with what its published overview states."""

from flask import Response, url_for
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.web import current_context, run_form, writes
from app.references.forms.skeletons import SkeletonForm
from app.references.permissions import ReferencesPermission as P
from app.references.services import keeping, skeletons
from app.references.views import bp


@bp.route("/references/skeletons", methods=["GET", "POST"])
@requires(P.REFERENCE_EDIT)
@writes
def reference_skeleton() -> Response:
    ctx, form = current_context(), SkeletonForm()
    form.offer(keeping.owners(ctx))
    return run_form(
        form,
        lambda: skeletons.start(
            ctx, form.chosen, form.service_id.data, owner_id=form.owner, is_shared=form.is_shared.data
        ),
        to=lambda made: url_for("references.version", version_id=made.id),
        page="references/reference_skeleton.html",
        done=_("The reference was recorded. Complete its draft before you publish it."),
    )
