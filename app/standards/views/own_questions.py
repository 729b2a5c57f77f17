"""The institution's own questions: added and edited, looked at before they are stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.errors import NotFound
from app.core.web import current_context, writes
from app.standards.forms.own_questions import OwnQuestionForm
from app.standards.models import LayerAct
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import layers
from app.standards.queries.layers import Standing
from app.standards.rules import layering as rules
from app.standards.services import layering as services
from app.standards.sheets.voices import Voice
from app.standards.views import bp
from app.standards.views.previewing import form_parts, judged, question_url, run_or_preview
from app.standards.views.questions import TITLES
from app.standards.views.telling import language


def _form(standing: Standing, own: str, values: Mapping[str, Any], reason: str) -> OwnQuestionForm:
    wrong = rules.faults(standing.delivered, standing.changes)
    draft = standing.delivered if wrong else rules.layered(standing.delivered, standing.changes)
    form = OwnQuestionForm(data={**OwnQuestionForm.read(values), "reason": reason})
    form.offer(standing.delivered, draft, own, Voice(language()), values.get("ask_when"))
    if own:
        judged(form, standing, own, LayerAct.ADD, is_new=False)
    return form


@bp.route("/questionnaires/<key>/own-questions/new", methods=["GET", "POST"])
@requires(P.QUESTIONNAIRE_EDIT)
@writes
def question_own_add(key: str) -> Any:
    ctx, standing = current_context(), layers.standing(key)
    form = _form(standing, "", {"section": request.args.get("section", "")}, "")
    own = services.own_id(form.key.data or "")
    judged(form, standing, own, LayerAct.ADD, is_new=True)
    return run_or_preview(
        form,
        lambda: services.set_change(
            ctx, key, own, LayerAct.ADD, form.given(), reason=form.reason.data or ""
        ),
        lambda: services.previewed(ctx, key, own, LayerAct.ADD, form.given(), is_new=True),
        to=lambda change: question_url(key, change.question), page="standards/question_own.html",
        done=_("The question is in the draft. It is asked once it is published."),
        **form_parts(None, standing, ""), title=_("Add an own question"), id="", own_question=own,
    )  # fmt: skip


@bp.route("/questionnaires/<key>/own-questions/<id>", methods=["GET", "POST"])
@requires(P.QUESTIONNAIRE_EDIT)
@writes
def question_own_edit(key: str, id: str) -> Any:
    ctx, standing = current_context(), layers.standing(key)
    change = layers.find_change(key, id, LayerAct.ADD)
    if change is None:
        raise NotFound
    form = _form(standing, id, change.values, change.reason)
    return run_or_preview(
        form,
        lambda: services.set_change(
            ctx, key, id, LayerAct.ADD, form.given(), reason=form.reason.data or "", change=change,
            version=form.version_number,
        ),
        lambda: services.previewed(ctx, key, id, LayerAct.ADD, form.given(), is_new=False),
        to=lambda _change: question_url(key, id), page="standards/question_own.html",
        done=_("The change is in the draft. It holds once it is published."),
        **form_parts(change, standing, id), title=TITLES[LayerAct.ADD], id=id,
    )  # fmt: skip
