"""Forms by which readers are named."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from app.core.forms import PickerField, SekishoForm
from app.core.web import current_context
from app.identity import queries as identity

TEXT = 1000


class StaffField(PickerField):
    """A member of staff by name."""

    def named(self, name: str) -> list[UUID]:
        found = identity.list_users(current_context(), text=name, is_staff=True)
        return [person.id for person in found if person.name == name]

    def name_of(self, record_id: UUID) -> str:
        return identity.names_of({record_id}).get(record_id, "")


class ReaderForm(SekishoForm):
    user_id = StaffField(_l("Person"), [DataRequired(_l("Choose the person."))])
    purpose = TextAreaField(
        _l("Purpose"),
        [DataRequired(_l("Say what this person needs it for.")), Length(max=TEXT)],
        render_kw={"rows": 3},
    )


class ReaderEndForm(SekishoForm):
    """Nothing to fill in: one more look before somebody loses their reading."""
