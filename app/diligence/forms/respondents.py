"""Forms of our side about one respondent: who leads, by when, which way; who else is asked."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from app.core import words
from app.core.forms import Check, SekishoForm
from app.diligence.models import Assignment, Channel
from app.diligence.queries.contacting import Offered
from app.diligence.services.respondents import Facts, Lead
from app.diligence.services.returning import Return
from app.identity.models import User
from app.register.forms.organisations import ReaderDateField
from app.register.models import Contact
from app.register.rules.contacts import check_email

NAME, TEXT = 200, 4000
DUE_MISSING = _l("Enter the day until which answers are wanted.")


def _id(value: Any) -> UUID | None:
    return UUID(str(value)) if value and value != "None" else None


class LeadForm(SekishoForm):
    """An account, or a contact of the register, or a name and an address typed."""

    lead_id = SelectField(_l("Person with an account"), coerce=_id)
    contact_id = SelectField(_l("Contact in the register"), coerce=_id)
    contact_name = StringField(_l("Name of the contact"), [Length(max=NAME)])
    contact_email = StringField(_l("Mail address of the contact"), [Length(max=NAME), Check(check_email)])

    def offer(self, part: Assignment, people: Sequence[User], contacts: Sequence[Contact]) -> None:
        none = _("Whoever of the unit takes it up") if part.unit_id else _("None yet")
        self.lead_id.choices = [
            ("", none),
            *((str(one.id), f"{one.name} {one.title}".strip()) for one in people),
        ]
        named = [(str(one.id), f"{one.name} {one.department} {one.email}") for one in contacts]
        self.contact_id.choices = [("", _("As entered below")), *named]
        self.known = {one.id: one for one in contacts}
        if part.unit_id:
            for name in ("contact_id", "contact_name", "contact_email"):
                del self[name]

    def lead(self) -> Lead:
        chosen = self.known.get(self.contact_id.data) if "contact_id" in self else None
        if chosen is not None:
            return Lead(self.lead_id.data, chosen.name, chosen.email)
        if "contact_name" not in self:
            return Lead(self.lead_id.data)
        return Lead(self.lead_id.data, self.contact_name.data or "", self.contact_email.data or "")


class RespondentForm(LeadForm):
    due_on = ReaderDateField(_l("Due"), [DataRequired(DUE_MISSING)])
    level = IntegerField(
        _l("Level in the chain"), [InputRequired(_l("Enter the level.")), NumberRange(min=0, max=20)]
    )
    channel = RadioField(_l("Way of answering"), coerce=Channel)
    needs_approval = BooleanField(_l("Their superior must approve"))
    message = TextAreaField(_l("Message to them"), [Length(max=TEXT)], render_kw={"rows": 4})

    def __init__(self, part: Assignment, **given: Any) -> None:
        super().__init__(**given)
        self.channel.choices = words.choices(Channel)
        if part.unit_id:
            del self.channel
            del self.level

    def facts(self) -> Facts:
        return Facts(
            self.due_on.data, (self.level.data or 0) if "level" in self else 0, self.lead(),
            self.channel.data if "channel" in self else Channel.HERE, self.message.data or "",
            bool(self.needs_approval.data),
        )  # fmt: skip


class RespondentAddForm(SekishoForm):
    respondent = SelectField(_l("Respondent"), [DataRequired(_l("Choose one."))])
    like = SelectField(_l("Questions asked"), coerce=_id)

    def __init__(
        self,
        organisations: Sequence[Offered],
        units: Sequence[Offered],
        asked: Sequence[tuple[UUID, str]],
        **given: Any,
    ) -> None:
        super().__init__(**given)
        self.parties = {
            str(one.party.organisation_id or one.party.unit_id): one.party for one in [*organisations, *units]
        }
        self.respondent.choices = {
            _("Organisations of the chain"): [
                (str(one.party.organisation_id), one.name) for one in organisations
            ],
            _("Our units"): [(str(one.party.unit_id), one.name) for one in units],
        }
        whole = ("", _("All that the questionnaire has for such a respondent"))
        self.like.choices = [
            whole,
            *((str(ref), _("The same as %(name)s", name=name)) for ref, name in asked),
        ]


class ReasonForm(SekishoForm):
    reason = TextAreaField(
        _l("Reason"), [DataRequired(_l("Give the reason.")), Length(max=TEXT)], render_kw={"rows": 4}
    )


class ReturnForm(ReasonForm):
    """差戻し. Without a question chosen the whole is meant."""

    due_on = ReaderDateField(_l("Due"))
    questions = SelectMultipleField(
        _l("Questions concerned"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def __init__(self, questions: Sequence[tuple[str, str]], **given: Any) -> None:
        super().__init__(**given)
        self.questions.choices = list(questions)

    def said(self) -> Return:
        return Return(self.reason.data or "", tuple(self.questions.data or ()), self.due_on.data)


class DecisionForm(SekishoForm):
    """Granted or not, with a word to them."""

    decision = RadioField(
        _l("Grant it or not"), [DataRequired(_l("Choose one."))],
        choices=[("yes", _l("Grant it")), ("no", _l("Do not grant it"))],
    )  # fmt: skip
    answer = TextAreaField(_l("Reply"), [Length(max=TEXT)], render_kw={"rows": 4})
