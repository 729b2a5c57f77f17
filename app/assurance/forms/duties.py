"""Forms of user controls of an engagement: which, who, until when; with what result."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields import SelectMultipleField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.assurance.models import DutyState
from app.assurance.services.duties import DutyFacts
from app.assurance.services.duties_together import Settling
from app.core.forms import DateField, OptionalValue, SekishoForm
from app.core.words import value_label

TEXT = 4000
NO_RESULT = _l("Choose the result: settled or not needed.")
NO_NOTE = _l("Say how it is done, or why it is not needed, so that a later reader can follow it.")


class DutyAssignForm(SekishoForm):
    owner_id = SelectField(_l("Person in charge"))
    due_on = DateField(_l("Due"), [OptionalValue()])

    def __init__(self, people: Iterable[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = ("", _l("Whoever settles user controls of the unit"))
        self.owner_id.choices = [everybody, *((str(one.id), one.name) for one in people)]
        self.owner_id.data = str(self.owner_id.data or "")

    @property
    def facts(self) -> DutyFacts:
        owner = str(self.owner_id.data or "")
        return DutyFacts(UUID(owner) if owner else None, self.due_on.data)


class DutyGiveForm(DutyAssignForm):
    controls = SelectMultipleField(
        _l("User controls"), [DataRequired(_l("Choose at least one control."))],
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip

    def __init__(self, controls: Iterable[Any], people: Iterable[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(people, *args, **kwargs)
        self.controls.choices = [(str(one.id), f"{one.ref} {one.text}") for one in controls]

    @property
    def chosen(self) -> set[UUID]:
        return {UUID(one) for one in self.controls.data or ()}


class DutySettleForm(SekishoForm):
    state = RadioField(_l("Result"), [DataRequired(NO_RESULT)])
    note = TextAreaField(
        _l("How it is done, or why it is not needed"),
        [DataRequired(NO_NOTE), Length(max=TEXT)],
        render_kw={"rows": 4},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state.choices = [(one.value, value_label(one)) for one in (DutyState.DONE, DutyState.NOT_NEEDED)]


class DutiesBulkForm(DutyAssignForm):
    """`seen` holds what was looked at: id and version of each. Only what belongs to the chosen act counts."""

    SETTLE, ASSIGN = "settle", "assign"
    seen = HiddenField()
    of = HiddenField()
    act = RadioField(_l("What to do"), [DataRequired(_l("Choose what to do."))])
    state = SelectField(_l("Result"), coerce=str)
    note = TextAreaField(
        _l("How it is done, or why it is not needed"), [Length(max=TEXT)], render_kw={"rows": 3}
    )

    def __init__(self, people: Iterable[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(people, *args, **kwargs)
        self.act.choices = [
            (self.SETTLE, _l("Record the same result for all of them")),
            (self.ASSIGN, _l("Give all of them to one person, with one due date")),
        ]
        self.state.choices = [
            ("", _l("Choose")),
            *((one.value, value_label(one)) for one in (DutyState.DONE, DutyState.NOT_NEEDED)),
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        is_fine = bool(super().validate(extra_validators))
        if self.act.data != self.SETTLE:
            return is_fine
        wanted = ((self.state, NO_RESULT), (self.note, NO_NOTE))
        for field, message in wanted:
            if not field.data and not field.errors:
                field.errors = [message]
                is_fine = False
        return is_fine

    def change(self) -> Settling | DutyFacts:
        if self.act.data == self.SETTLE:
            return Settling(DutyState(self.state.data), self.note.data or "")
        return self.facts

    def remember(self, duties: Iterable[Any]) -> None:
        self.seen.data = " ".join(f"{duty.id}:{duty.version}" for duty in duties)
        self.seen.raw_data = None


def versions_in(text: str) -> dict[UUID, int]:
    """What is no id with a version is left out: the service then finds it unseen."""
    found = {}
    for part in text.split():
        duty_id, _colon, version = part.partition(":")
        try:
            found[UUID(duty_id)] = int(version)
        except ValueError:
            continue
    return found


class DutyReopenForm(SekishoForm):
    reason = TextAreaField(
        _l("Reason"),
        [DataRequired(_l("Say why it is opened again.")), Length(max=TEXT)],
        render_kw={"rows": 3},
    )
