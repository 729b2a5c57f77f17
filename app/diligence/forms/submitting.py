"""Forms of the respondent's side: attested, approved by a superior of theirs, sent back with words."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.core.forms import SekishoForm
from app.diligence.services.submitting import Attested
from app.identity.models import User

NAME, TEXT = 200, 2000
HOLD = _l("The answers taken over from last time hold today as well")


class AttestForm(SekishoForm):
    """宣誓. The day is that of the act."""

    attested_name = StringField(
        _l("Name of who stands for the answers"), [DataRequired(_l("Enter the name.")), Length(max=NAME)]
    )
    attested_title = StringField(_l("Position"), [Length(max=NAME)])
    all_hold = BooleanField(HOLD)

    def attested(self) -> Attested:
        return Attested(
            self.attested_name.data or "", self.attested_title.data or "", bool(self.all_hold.data)
        )


class ApprovalForm(SekishoForm):
    """Who of the same side is asked."""

    approver_id = SelectField(_l("Who approves"), coerce=lambda value: UUID(value) if value else None)
    all_hold = BooleanField(HOLD)

    def __init__(self, people: Sequence[User], **given: Any) -> None:
        super().__init__(**given)
        choices = [(str(one.id), f"{one.name} {one.title}".strip()) for one in people]
        self.approver_id.choices = [("", _l("Choose one")), *choices]


class SendBackForm(SekishoForm):
    refusal = TextAreaField(
        _l("What is to be changed"), [DataRequired(_l("Say what is to be changed.")), Length(max=TEXT)],
        render_kw={"rows": 4},
    )  # fmt: skip
