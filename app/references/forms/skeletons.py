"""The form by which a reference is recorded from a skeleton."""

from collections.abc import Iterable
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import DataRequired

from app.core.forms import SekishoForm
from app.references.delivered import SKELETONS, Skeleton
from app.register.forms.pickers import ServiceField


class SkeletonForm(SekishoForm):
    skeleton = RadioField(_l("Skeleton"), [DataRequired(_l("Choose one."))])
    service_id = ServiceField(_l("Service"), [DataRequired(_l("Choose the service."))])
    is_shared = BooleanField(_l("Shared with the provider"))
    owner_id = SelectField(_l("Person in charge"))

    def offer(self, owners: Iterable[tuple[UUID, str]]) -> None:
        """Before the form is validated."""
        self.skeleton.choices = [(one.key, one.title) for one in SKELETONS.values()]
        self.owner_id.choices = [("", _l("Nobody")), *((str(key), name) for key, name in owners)]

    @property
    def chosen(self) -> Skeleton:
        return SKELETONS[self.skeleton.data]

    @property
    def owner(self) -> UUID | None:
        return UUID(self.owner_id.data) if self.owner_id.data else None
