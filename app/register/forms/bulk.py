"""What becomes of the engagements that somebody ticked in the list."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import DataRequired

from app.core import words
from app.core.forms import SekishoForm
from app.identity.forms import ColleagueField
from app.register.forms.engagements import KeeperUnitField
from app.register.forms.organisations import ReaderDateField
from app.register.models import Engagement
from app.register.permissions import RegisterPermission as P
from app.register.services.bulk import FIELDS, BulkChange


class BulkUnitField(KeeperUnitField):
    permission = P.BULK_EDIT


class BulkEditForm(SekishoForm):
    """Only the value of the field that was chosen counts. `seen` holds what was looked at: id and version."""

    seen = HiddenField()
    field = SelectField(
        _l("What to change"),
        [DataRequired(_l("Choose what to change."))],
        choices=lambda: [
            ("", _l("Choose a field")),
            *((name, words.field_label(Engagement.__tablename__, name)) for name in FIELDS),
        ],
    )
    owner_id = ColleagueField(_l("Owner"))
    unit_id = BulkUnitField(_l("Owning unit"))
    ends_on = ReaderDateField(_l("Ends on"))
    renewal_notice_on = ReaderDateField(_l("Notice of renewal due on"))

    def validate(self, extra_validators: Any = None) -> bool:
        is_fine = bool(super().validate(extra_validators))
        name = self.field.data
        if is_fine and name and self._fields[name].data is None:
            self._fields[name].errors = [*self._fields[name].errors, _l("Enter the new value.")]
            return False
        return is_fine

    def change(self) -> BulkChange:
        return BulkChange(self.field.data, self._fields[self.field.data].data)

    def remember(self, engagements: Sequence[Engagement]) -> None:
        self.seen.data = " ".join(f"{found.id}:{found.version}" for found in engagements)
        self.seen.raw_data = None

    def versions(self) -> dict[UUID, int]:
        """What is no id with a version is left out: the service then finds it unseen."""
        found = {}
        for part in (self.seen.data or "").split():
            record_id, _, version = part.partition(":")
            try:
                found[UUID(record_id)] = int(version)
            except ValueError:
                continue
        return found
