"""The institution's own changes of a questionnaire: made, edited, taken back, compared and published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import render_template, url_for
from flask_babel import gettext as _

from app.core.audit import reading
from app.core.authz import requires
from app.core.history import actor_name
from app.core.web import current_context, run_form, writes
from app.core.words import act_label
from app.identity.queries import names_of as people_named
from app.standards.forms import questions as forms
from app.standards.models import LayerAct, QuestionChange
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import layers
from app.standards.queries.layers import Standing
from app.standards.rules import layering as rules
from app.standards.services import layering as services
from app.standards.services import publishing
from app.standards.sheets.questions import sheet_of
from app.standards.views import bp
from app.standards.views.comparing import compared
from app.standards.views.heading import head_of
from app.standards.views.previewing import form_parts, judged, question_url, run_or_preview
from app.standards.views.questions import TITLES, change_words
from app.standards.views.voicing import Shown, shown

if TYPE_CHECKING:
    from app.standards.content.questionnaires import Question


@bp.route("/questionnaires/<key>/changes")
@requires(P.QUESTIONNAIRE_VIEW)
def questionnaire_changes(key: str) -> str:
    standing, voices = layers.standing(key), shown()
    people = people_named({one.made_by_id for one in standing.changes if one.made_by_id})
    kept = {(one.question, one.act.value) for one in standing.changes}
    wrong = rules.faults(standing.delivered, standing.changes)
    return render_template(
        "standards/questionnaire_changes.html", people=people, wrong=wrong,
        rows=[
            (one, change_words(one.act, one.values, voices.first), standing.is_in_use(one))
            for one in standing.changes
        ],
        taken_back=[
            (one.question, LayerAct(one.act), change_words(LayerAct(one.act), one.values, voices.first))
            for place, one in standing.in_use.items() if place not in kept
        ],
        **head_of(standing, voices, "changes"),
    )  # fmt: skip


def _form(standing: Standing, kind: LayerAct, found: Question, change: QuestionChange | None) -> Any:
    made = forms.FORMS[kind]
    given = (
        {**made.read(change.values), "reason": change.reason} if change else forms.first_values(kind, found)
    )
    form = made(data=given)
    judged(form, standing, found.id, kind, is_new=change is None)
    return form


@bp.route(
    "/questionnaires/<key>/questions/<id>/<any(reword,weigh,hide,require):act>", methods=["GET", "POST"]
)
@requires(P.QUESTIONNAIRE_EDIT)
@writes
def question_change(key: str, id: str, act: str) -> Any:
    """The form of one kind of change; a change that is there already is edited."""
    ctx, kind, standing = current_context(), LayerAct(act), layers.standing(key)
    found = layers.question_of(standing.delivered, id)
    change = layers.find_change(key, id, kind)
    form = _form(standing, kind, found, change)
    return run_or_preview(
        form,
        lambda: services.set_change(
            ctx, key, id, kind, form.given(), reason=form.reason.data or "", change=change,
            version=form.version_number,
        ),
        lambda: services.previewed(ctx, key, id, kind, form.given(), is_new=change is None),
        to=lambda _change: question_url(key, id), page="standards/question_change.html",
        done=_("The change is in the draft. It holds once it is published."),
        **form_parts(change, standing, found.id), kind=kind, question=found, id=id,
        delivered=sheet_of(standing.delivered, found, shown().first), title=TITLES[kind],
    )  # fmt: skip


@bp.route("/questionnaires/<key>/changes/<uuid:question_change_id>")
@requires(P.QUESTIONNAIRE_VIEW)
def question_layer(key: str, question_change_id: UUID) -> str:
    """One change with its history: what it said before, who changed it, why."""
    standing, voices = layers.standing(key), shown()
    change = layers.get_change(key, question_change_id)
    entries = reading.entries_of(change)
    people = people_named({one for entry in entries if (one := entry.actor_id)})
    lines = [
        (entry.at, actor_name(entry.actor_id, entry.actor_kind, people), act_label(entry.event), entry.reason,
         _entry_words(change.act, entry.changes.get("values"), voices))
        for entry in entries
    ]  # fmt: skip
    return render_template(
        "standards/question_layer.html", change=change, lines=lines, is_in_use=standing.is_in_use(change),
        words=change_words(change.act, change.values, voices.first), edit_url=edit_url(change),
        **head_of(standing, voices, "changes"),
    )  # fmt: skip


def _entry_words(act: LayerAct, pair: list[Any] | None, voices: Shown) -> list[str]:
    """Before and after; a value that is none of ours any more is not told."""
    return [
        change_words(act, value, voices.first) if isinstance(value, Mapping) else ""
        for value in pair or ("", "")
    ]


def edit_url(change: QuestionChange) -> str:
    if change.act == LayerAct.ADD:
        return url_for("standards.question_own_edit", key=change.questionnaire, id=change.question)
    return url_for(
        "standards.question_change", key=change.questionnaire, id=change.question, act=change.act.value
    )


@bp.route("/questionnaires/<key>/changes/<uuid:question_change_id>/take-back", methods=["GET", "POST"])
@requires(P.QUESTIONNAIRE_EDIT)
@writes
def question_take_back(key: str, question_change_id: UUID) -> Any:
    ctx, standing = current_context(), layers.standing(key)
    change = layers.get_change(key, question_change_id)
    form = forms.TakeBackForm()
    return run_form(
        form,
        lambda: services.take_back(
            ctx, key, change, reason=form.reason.data or "", version=form.version_number
        ),
        to=lambda _nothing: url_for("standards.questionnaire_changes", key=key),
        page="standards/question_take_back.html", done=_("The change was taken back. Publish to let it take effect."),
        **form_parts(change, standing, change.question), change=change,
        words=change_words(change.act, change.values, shown().first),
    )  # fmt: skip


@bp.route("/questionnaires/<key>/publish", methods=["GET", "POST"])
@requires(P.QUESTIONNAIRE_PUBLISH)
@writes
def questionnaire_publish(key: str) -> Any:
    """What differs from the version in use, and the button that makes it the version in use."""
    ctx, standing, voices = current_context(), layers.standing(key), shown()
    form = forms.PublishForm(data={"version": str(standing.version.number)})
    wrong = rules.faults(standing.delivered, standing.changes)
    found = (
        []
        if wrong
        else rules.differences(standing.content, rules.layered(standing.delivered, standing.changes))
    )
    return run_form(
        form, lambda: publishing.publish_own(ctx, key, number=form.version_number),
        to=lambda _made: url_for("standards.questionnaire", key=key), page="standards/questionnaire_publish.html",
        done=_("The questionnaire was published. It is in use from now on."),
        wrong=wrong, differences=compared(standing, found, voices),
        **head_of(standing, voices, "draft"),
    )  # fmt: skip
