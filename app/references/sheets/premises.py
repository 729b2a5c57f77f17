"""What is said of the premises of a self-check: in a word for lists, in a sentence, and where it is set right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.core.context import Context
from app.core.dates import DateStyle, format_date
from app.core.web import current_context
from app.core.words import value_label
from app.references import settings
from app.references.queries.checking import Held, Opened
from app.references.rules.checking import Ground
from app.references.sheets.changes import worded
from app.register.permissions import RegisterPermission

OF_SERVICE = frozenset({Ground.OTHER_MODEL, Ground.MODEL_UNKNOWN})


@dataclass(frozen=True)
class Warned:
    """`word` stands in lists; `act` leads to where something can be done; `is_outside`: it alone keeps items from
    conforming."""

    word: str
    text: str
    is_outside: bool
    tone: str
    act: str = ""
    url: str = ""


def warnings(found: Opened) -> list[Warned]:
    """What puts the use outside the premises first."""
    said = [_warned(found.held, ground) for ground in found.grounds]
    return sorted(said, key=lambda one: not one.is_outside)


def _warned(held: Held, ground: Ground) -> Warned:
    act, url = _act(current_context(), held, ground)
    tone = "neutral" if ground is Ground.NO_DAY else "attention"
    return Warned(value_label(ground), _sentence(held, ground), ground.is_outside, tone, act, url)


def _act(ctx: Context, held: Held, ground: Ground) -> tuple[str, str]:
    """Who may not record the model is shown where it is missing."""
    if ground is Ground.MODELS_UNSTATED:
        here = url_for("references.version_head", version_id=held.version.id)
        return str(_("Open the premises of the version")), here
    if ground not in OF_SERVICE:
        return "", ""
    if ground is Ground.MODEL_UNKNOWN and ctx.may(RegisterPermission.SERVICE_EDIT):
        here = url_for("register.service_edit", service_id=held.used_as, _anchor="model")
        return str(_("Record the service model")), here
    return str(_("Open the service")), url_for("register.service", service_id=held.used_as)


def _sentence(held: Held, ground: Ground) -> str:
    version, reference = held.version, held.reference
    models = worded("premise_models", version.premise_models)
    sentences: dict[Ground, Callable[[], str]] = {
        Ground.NOT_REACHED: lambda: _(
            "This engagement does not use the service of the reference, neither itself nor through its chain."
        ),
        Ground.WITHDRAWN: lambda: (
            _("The reference was withdrawn: %(reason)s", reason=reference.withdrawal_reason)
            if reference.withdrawn_at is not None
            else _("This version was withdrawn: %(reason)s", reason=version.withdrawal_reason)
        ),
        Ground.SUPERSEDED: lambda: _(
            "Version %(number)s was published since. Move the self-check to it.", number=held.newer
        ),
        Ground.OTHER_MODEL: lambda: _(
            "The version speaks of %(models)s; the service that this engagement uses is recorded as %(used)s. "
            "The service model is recorded once for a service and holds for all engagements that use it.",
            models=models, used=value_label(held.use.model),
        ),
        Ground.MODEL_UNKNOWN: lambda: _(
            "The version speaks of %(models)s; the service model of the service that this engagement uses is not "
            "recorded. It is recorded once for a service and holds for all engagements that use it.",
            models=models,
        ),
        Ground.MODELS_UNSTATED: lambda: _(
            "The version does not say of which service models it speaks, so nobody can tell whether it holds for this "
            "use. Find out from who wrote it, and record a version that states them."
        ),
        Ground.TOO_OLD: lambda: _old(held),
        Ground.NO_DAY: lambda: _("The version does not say of which day it speaks."),
    }  # fmt: skip
    return str(sentences[ground]())


def _old(held: Held) -> str:
    day, style = held.version.as_of_on, DateStyle(current_context().date_style)
    message = _(
        "The version speaks of %(day)s, more than %(months)s months ago. Find out whether what it says still holds.",
        day=format_date(day, style) if day else "", months=settings.months(),
    )  # fmt: skip
    return str(message)
