"""What every page of a questionnaire shares: its name and tabs, the version and the language that are shown."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from app.core.navigation import Tab
from app.core.web import current_context
from app.standards.models import ContentKind
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import contents
from app.standards.queries.layers import Standing
from app.standards.views.voicing import BOTH, Shown


def address(**changes: str | None) -> str:
    """This page with some of its address changed; None leaves a value out.

    Names that begin with a line would be settings of `url_for` instead of values.
    """
    given = {name: value for name, value in request.args.items() if not name.startswith("_")}
    kept: dict[str, Any] = {**given, **changes}
    return url_for(
        str(request.endpoint), **(request.view_args or {}), **{k: v for k, v in kept.items() if v is not None}
    )


def head_of(standing: Standing, voices: Shown, current: str) -> dict[str, Any]:
    """What every page of one questionnaire has above its content."""
    ctx = current_context()
    return {
        "standing": standing,
        "voices": voices,
        "name": voices.first.text(standing.content.title),
        "tabs": _tabs(standing, current),
        "may_edit": ctx.may(P.QUESTIONNAIRE_EDIT),
        "may_publish": ctx.may(P.QUESTIONNAIRE_PUBLISH),
    }


def previews(voices: Shown) -> list[dict[str, Any]]:
    """The switch of languages."""
    choices = (("ja", _("Japanese")), ("en", _("English")), (BOTH, _("Both languages")))
    present = voices.preview or voices.first.language
    return [
        {"label": label, "url": address(preview=value), "is_current": value == present}
        for value, label in choices
    ]


def _tabs(standing: Standing, current: str) -> list[Tab]:
    key, count = standing.version.key, len(standing.changes)
    return [
        Tab(_("Questions"), url_for("standards.questionnaire", key=key), current == "questions"),
        Tab(
            _("Own changes"), url_for("standards.questionnaire_changes", key=key), current == "changes", count
        ),
        Tab(_("Draft"), url_for("standards.questionnaire_draft", key=key), current == "draft"),
    ]


def asked_version(standing: Standing) -> contents.Published:
    """The version that the address names; 404 for one that never was."""
    asked = request.args.get("version", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else None
    if number is None:
        return standing.version
    return contents.get_version(ContentKind.QUESTIONNAIRE, standing.version.key, number)


def carried() -> dict[str, str]:
    """What goes along from page to page of one questionnaire."""
    return {name: request.args[name] for name in ("version", "preview") if request.args.get(name)}
