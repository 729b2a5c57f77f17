"""Forms of identity: shape and messages; the rules are in the services."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the published types
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Email, EqualTo, Length

from app.core.forms import DateField, OptionalValue, PickerField, SekishoForm
from app.core.web import current_context
from app.core.words import choices
from app.identity import queries
from app.identity.models import Unit
from app.identity.roles import Role
from app.identity.words import DATE_STYLES, LANGUAGES

NAME_MAX, TEXT_MAX, EMAIL_MAX = 100, 1000, 254


def _required(message: Any) -> list[Any]:
    return [DataRequired(message)]


def reason_field() -> TextAreaField:
    return TextAreaField(
        _l("Reason"),
        [DataRequired(_l("Say why; it stays in the history.")), Length(max=TEXT_MAX)],
        render_kw={"rows": 3},
    )


def _offer(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


def _to_id(value: Any) -> UUID | None:
    return UUID(str(value)) if value and value != "None" else None


class UnitField(SelectField):
    """One unit of the tree; the choices show what belongs to what."""

    def __init__(self, label: Any, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, coerce=_to_id, choices=[], **kwargs)

    def offer(self, units: list[Unit]) -> None:
        self.offered = {unit.id for unit in units}
        # Wide blanks, as a list of choices drops ordinary ones.
        found = [(str(unit.id), "\u3000" * unit.depth + f"{unit.name} ({unit.code})") for unit in units]
        self.choices = _offer([("", _l("Choose a unit")), *found])

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and self.data not in self.offered:
            raise ValidationError(_l("Choose one from the list."))


class LanguageSetForm(SekishoForm):
    language = RadioField(choices=_offer(LANGUAGES), validators=[DataRequired()])
    next = HiddenField()


class ProfileForm(SekishoForm):
    language = RadioField(
        _l("Language"), choices=_offer(LANGUAGES), validators=_required(_l("Choose a language."))
    )
    date_style = RadioField(
        _l("Dates"), choices=_offer(DATE_STYLES), validators=_required(_l("Choose how dates are shown."))
    )


class EnrolForm(SekishoForm):
    """No idempotency key: its digest would be a quick hash of the password, and the link works once anyway."""

    idempotency_key = None  # type: ignore[assignment]
    password = PasswordField(_l("New password"), _required(_l("Enter a password.")))
    password_again = PasswordField(
        _l("New password once more"),
        [
            DataRequired(_l("Enter the password once more.")),
            EqualTo("password", _l("The two passwords differ. Type them again.")),
        ],
    )


class _PersonFields(SekishoForm):
    name = StringField(_l("Full name"), [DataRequired(_l("Enter the full name.")), Length(max=NAME_MAX)])
    name_kana = StringField(_l("Full name in kana"), [Length(max=NAME_MAX)])
    title = StringField(_l("Position"), [Length(max=NAME_MAX)])
    email = EmailField(
        _l("E-mail address"),
        [
            DataRequired(_l("Enter the e-mail address.")),
            Length(max=EMAIL_MAX),
            Email(_l("Enter an address such as name@example.com.")),
        ],
    )


class UserEditForm(_PersonFields):
    pass


class RoleFields(SekishoForm):
    role = SelectField(_l("Role"), validators=_required(_l("Choose a role.")))
    unit_id = UnitField(_l("Unit"), validators=_required(_l("Choose a unit.")))
    from_on = DateField(_l("First day"), _required(_l("Enter the first day.")))
    until_on = DateField(_l("Last day"), [OptionalValue()])
    reason = reason_field()

    def __init__(self, *args: Any, units: list[Unit], roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(value, label) for value, label in choices(Role) if value in roles]
        self.role.choices = _offer([("", _l("Choose a role")), *offered])
        self.unit_id.offer(units)


class UserInviteForm(_PersonFields, RoleFields):
    language = RadioField(_l("Language of the person"), choices=_offer(LANGUAGES), default="ja")


class GrantRequestForm(RoleFields):
    pass


class ReasonForm(SekishoForm):
    """An act that asks only why."""

    reason = reason_field()


class UserLinkForm(SekishoForm):
    """A new link: nothing to fill in, only to be meant."""


class ColleagueField(PickerField):
    """A colleague."""

    def named(self, name: str) -> list[UUID]:
        found = queries.list_users(current_context(), text=name)
        return [person.id for person in found if person.name == name]

    def name_of(self, record_id: UUID) -> str:
        return queries.names_of({record_id}).get(record_id, "")


class StandInRequestForm(SekishoForm):
    user_id = ColleagueField(_l("Absent person"))
    deputy_id = ColleagueField(_l("Deputy"), _required(_l("Choose the deputy.")))
    from_on = DateField(_l("First day"), _required(_l("Enter the first day.")))
    until_on = DateField(_l("Last day"), _required(_l("Enter the last day.")))
    reason = reason_field()


class HandOverPlanForm(SekishoForm):
    from_user_id = ColleagueField(_l("Hands over"), _required(_l("Choose who hands over.")))
    to_user_id = ColleagueField(_l("Takes over"), _required(_l("Choose who takes over.")))
    on = DateField(_l("Day"), _required(_l("Enter the day.")))
    reason = reason_field()


class UnitForm(SekishoForm):
    code = StringField(_l("Unit code"), [DataRequired(_l("Enter the code.")), Length(max=20)])
    name = StringField(_l("Name"), [DataRequired(_l("Enter the name.")), Length(max=NAME_MAX)])
    name_kana = StringField(_l("Name in kana"), [Length(max=NAME_MAX)])
    parent_id = UnitField(_l("Belongs to"), validators=[OptionalValue()])
    from_on = DateField(_l("First day"), [OptionalValue()])
    until_on = DateField(_l("Last day"), [OptionalValue()])


class UnitSucceedForm(SekishoForm):
    new_id = UnitField(_l("Unit that carries on"), validators=_required(_l("Choose a unit.")))
    on = DateField(_l("Day"), _required(_l("Enter the day.")))
