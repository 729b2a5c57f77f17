"""What a round reaches, in words: for its page, for running it again, and for the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from app.core import history, words
from app.core.audit.reading import Entry
from app.core.context import Context
from app.core.history import Telling
from app.diligence.models import AssessmentRound, SubjectKind
from app.diligence.queries import rounds as queries
from app.diligence.queries.rounds import Reach
from app.identity import queries as identity
from app.register import settings
from app.register.models import Category, Stage

Row = tuple[str, str]


def told(reach: Reach) -> list[Row]:
    """Label and value of each condition, as on the form."""
    return _rows(reach.stored, _units([reach.stored]))


def differing(made: AssessmentRound, reach: Reach) -> list[Row]:
    """The conditions of a run that are not those of its round; none where the round has kept none."""
    own = queries.reach_of(made)
    if own is None:
        return []
    names = _units([own.stored, reach.stored])
    pairs = zip(_rows(own.stored, names), _rows(reach.stored, names), strict=False)
    return [now for then, now in pairs if then != now]


def line(rows: Iterable[Row]) -> str:
    return " / ".join(f"{label}{_(': ')}{value}" for label, value in rows)


def _units(stored: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    ids = {one for told in stored for one in (*told["unit_ids"], told["in_charge_id"]) if one}
    return {str(unit): name for unit, name in identity.unit_names({UUID(one) for one in ids}).items()}


def _rows(stored: Mapping[str, Any], units: Mapping[str, str]) -> list[Row]:
    tiers = settings.tier_names(str(get_locale()))
    found = [
        (_("What is assessed"), words.value_label(SubjectKind(stored["kind"]))),
        (_("Tier"), _joined(tiers.get(one, one) for one in stored["tiers"])),
        (_("Owning units"), _joined(units.get(one, one) for one in stored["unit_ids"])),
        (_("Category"), _joined(words.value_label(Category(one)) for one in stored["categories"])),
        (_("Stage"), _joined(words.value_label(Stage(one)) for one in stored["stages"])),
        (_("Left out if concluded within"), _days(stored["fresh_days"])),
    ]
    if stored["in_charge_id"]:
        label = _("Unit that takes up the assessments of organisations")
        found.append((label, units.get(stored["in_charge_id"], stored["in_charge_id"])))
    return found


def _joined(values: Iterable[str]) -> str:
    return str(_(", ")).join(values) or str(_("All"))


def _days(number: int) -> str:
    return str(ngettext("%(num)d day", "%(num)d days", number)) if number else str(_("Nobody is left out"))


# --- the log --------------------------------------------------------------------------------------


def _tell(_ctx: Context, entries: Sequence[Entry]) -> Mapping[int, Telling]:
    kept = [one for entry in entries for one in entry.changes.get("reach") or () if one]
    units = _units(kept)

    def said(field: str, value: Any) -> str | None:
        return line(_rows(value, units)) if field == "reach" and value else None

    return {entry.number: Telling(words=said) for entry in entries}


history.tell((AssessmentRound.__tablename__,), _tell)
