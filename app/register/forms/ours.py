"""Fields that several forms of the register have: a unit of ours, hours, lines of text."""

from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.core.dates import day_of
from app.core.forms import PickerField, SekishoForm
from app.core.text import clean
from app.core.web import current_context
from app.identity import queries as identity
from app.identity.forms import UnitField
from app.register.queries import engagements
from app.register.queries.contacts import engagement_names
from app.register.rules.functions import HOURS_SHAPE, LONGEST_HOURS


def at_most(length: int) -> Length:
    return Length(max=length, message=_l("Use at most %(max)d characters."))


class OwnUnitField(UnitField):
    """A unit of the whole tree, whose names the reader of a conflict is told."""

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        self.offer(identity.list_units(current_context()))
        super().process(formdata, *args, **kwargs)

    def words_of(self, value: UUID | None) -> str:
        return identity.unit_names({value}).get(value, "") if value else ""


class HoursField(IntegerField):
    """Whole hours, full-width digits too; empty is unknown, and not zero."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        given = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not given:
            return
        try:
            self.data = int(given)
        except ValueError:
            raise ValueError(gettext(HOURS_SHAPE, most=LONGEST_HOURS)) from None


class LinesField(TextAreaField):
    """A list, one entry on each line."""

    data: Any

    def process_data(self, value: Any) -> None:
        self.data = list(value or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        lines = valuelist[0].splitlines() if valuelist else []
        self.data = [line for line in map(clean, lines) if line]

    def _value(self) -> str:
        return "\n".join(self.data or [])

    def words_of(self, value: Any) -> str:
        return "\n".join(value or [])


class EngagementField(PickerField):
    """An engagement, by its number or its title."""

    def named(self, name: str) -> list[UUID]:
        ctx = current_context()
        found = engagements.offered(ctx, name, day_of(ctx.at))
        return [row.id for row in found if name in (row.number, row.title, f"{row.number} {row.title}")]

    def name_of(self, record_id: UUID) -> str:
        return engagement_names(current_context(), {record_id}).get(record_id, "")


class TieForm(SekishoForm):
    """Which engagement a system or a function of ours rests on."""

    engagement_id = EngagementField(_l("Engagement"), [DataRequired(_l("Choose the engagement."))])
