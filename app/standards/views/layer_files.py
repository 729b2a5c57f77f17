"""The institution's layer over a questionnaire as a file: downloaded, compared, taken over as the draft."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import quote

from flask import Response, flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core import deadline
from app.core.authz import requires
from app.core.db import db
from app.core.errors import DomainError
from app.core.files.names import clean_name
from app.core.web import current_context, show_error, writes
from app.standards.content.faults import ContentRefused, Fault
from app.standards.forms.layer_files import LayerLoadForm
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import layers
from app.standards.rules.layer_loading import Step
from app.standards.services import layering as services
from app.standards.sheets.voices import Voice
from app.standards.views import bp
from app.standards.views.heading import head_of
from app.standards.views.questions import change_words
from app.standards.views.voicing import shown
from app.standards.words.layers import KINDS, VALUES

if TYPE_CHECKING:
    from app.standards.content.layer_files import LayerRead

View = TypeVar("View", bound=Callable[..., Any])
READING = 20
CHANGE = re.compile(r"(changes\[\d+\])(?:\.(\w+))?")


@bp.route("/questionnaires/<key>/changes/export")
@requires(P.QUESTIONNAIRE_VIEW)
def questionnaire_layer_export(key: str) -> Response:
    standing = layers.standing(key)
    text = services.exported(standing, shown().first.text(standing.content.title), _)
    disposition = f"attachment; filename=\"layer.yaml\"; filename*=UTF-8''{quote(key, safe='')}-layer.yaml"
    return Response(text, mimetype="application/yaml", headers={"Content-Disposition": disposition})


def _reads(view: View) -> View:
    """Stands above `@writes`: the file is read while nothing is locked, and only from who may load it."""

    @functools.wraps(view)
    def wrapper(key: str) -> Any:
        upload, carried = request.files.get("layer"), request.form.get("content", "")
        if request.method == "POST" and ((upload is not None and upload.filename) or carried):
            layers.standing(key)
            db.end_transaction()
            if upload is not None and upload.filename:
                g.layer_given = _given(key, upload.stream.read(), clean_name(upload.filename))
                upload.stream.seek(0)
            else:
                g.layer_given = _given(key, carried.encode(), "")
        with deadline.within(READING):
            return view(key)

    return cast(View, wrapper)


@dataclass(frozen=True)
class Given:
    """A file that was read before anything was locked, and its text for its second way."""

    text: str
    read: LayerRead


def _given(key: str, raw: bytes, name: str) -> Given:
    from app.standards.content.layer_files import LayerRead

    return Given(raw.decode("utf-8", "replace"), LayerRead(key, raw, name))


@bp.route("/questionnaires/<key>/changes/load", methods=["GET", "POST"])
@requires(P.QUESTIONNAIRE_EDIT)
@_reads
@writes
def questionnaire_layer_load(key: str) -> Any:
    """First the file is compared, then what was compared is taken over."""
    form, found = LayerLoadForm(), Looked()
    if form.validate_on_submit():
        try:
            if form.previewed.data:
                return _taken_over(key, form, g.layer_given.read)
            found = _looked(key, g.layer_given.read)
        except ContentRefused as refused:
            found = Looked(None, refused.faults)
        except DomainError as error:
            db.session.rollback()
            show_error(form, error)
            found = _looked(key, g.layer_given.read)
    return _page(key, form, found)


@dataclass(frozen=True)
class Looked:
    """What a file would change, or what is wrong with it; nothing of both before there is a file."""

    steps: list[Step] | None = None
    faults: tuple[Fault, ...] = ()


def _looked(key: str, read: LayerRead) -> Looked:
    try:
        return Looked(services.compared(current_context(), key, read))
    except ContentRefused as refused:
        return Looked(None, refused.faults)


def _taken_over(key: str, form: LayerLoadForm, read: LayerRead) -> Any:
    services.load(current_context(), key, read, reason=form.reason.data or "", seen=form.previewed.data)
    flash(_("The file is the draft now. It holds once it is published."), "good")
    return redirect(url_for("standards.questionnaire_changes", key=key), 303)


def _page(key: str, form: LayerLoadForm, found: Looked) -> Response:
    standing, voices, steps = layers.standing(key), shown(), found.steps
    form.carry(g.layer_given.text if steps else "", services.state_of(standing) if steps else "")
    page = render_template(
        "standards/layer_load.html", form=form, faults=[_told(one, g.layer_given.read) for one in found.faults],
        rows=None if steps is None else [_row(step, voices.first) for step in steps],
        **head_of(standing, voices, "changes"),
    )  # fmt: skip
    return make_response(page, 422 if form.errors or found.faults else 200)


def _told(fault: Fault, read: LayerRead) -> dict[str, Any]:
    """In words that the page may print: a msgid may hold a sign that HTML takes for its own."""
    return {
        "file": fault.file.name, "line": fault.line, "where": _where(fault.path, read),
        "reason": _(fault.message, **fault.params),
    }  # fmt: skip


def _where(path: str, read: LayerRead) -> str:
    """The question and the value that it is about, in the words of the form."""
    found = CHANGE.match(path)
    if found is None:
        return ""
    question = read.root.at(found[1]).get("question").text
    label = VALUES.get(found[2] or "")
    return str(_(", ")).join(filter(None, (question, str(label or ""))))


def _row(step: Step, voice: Voice) -> dict[str, Any]:
    before, after = step.before or {}, step.after or {}
    return {
        "step": step, "kind": KINDS[step.kind],
        "before": change_words(step.act, before, voice) if step.before is not None else "",
        "after": change_words(step.act, after, voice) if step.after is not None else "",
        "what": _differing(before, after) if step.before is not None and step.after is not None else [],
    }  # fmt: skip


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Which values are others, in the words of the form."""
    return [str(VALUES[name]) for name in VALUES if before.get(name) != after.get(name)]
