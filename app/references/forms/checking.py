"""Forms of a self-check: begun, our half of one item and of several, its note, its end."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.core import words
from app.core.forms import DateField, OptionalValue, SekishoForm
from app.references.models import OwnState, SelfCheckItem
from app.references.queries.checking import Offered
from app.references.services.checking import OwnFacts

TEXT = 4000
MARK = ":"  # between an item and the version of what stands at it
NOT_ENTERED = ("", _l("No entry yet"))


def _text(label: Any, *validators: Any, rows: int = 3) -> TextAreaField:
    return TextAreaField(label, [*validators, Length(max=TEXT)], render_kw={"rows": rows})


class BeginForm(SekishoForm):
    reference = SelectField(_l("Security reference"), [DataRequired(_l("Choose one from the list."))])
    note = _text(_l("Note"))

    def chosen(self, offers: Sequence[Offered]) -> Offered:
        return next(one for one in offers if str(one.reference.id) == self.reference.data)


def begin_form(offers: Sequence[Offered], wanted: str) -> BeginForm:
    """What the engagement uses stands first; the others are told apart."""
    form = BeginForm(data={"reference": wanted})
    used = [_choice(one) for one in offers if one.is_reached]
    others = [_choice(one) for one in offers if not one.is_reached]
    groups = {_l("Of what this engagement uses"): used, _l("Of other services"): others}
    form.reference.choices = {"": [("", _l("Choose one"))], **{name: of for name, of in groups.items() if of}}
    return form


def _choice(one: Offered) -> tuple[str, str]:
    said = gettext("%(title)s (%(service)s)", title=one.reference.title, service=one.service)
    return str(one.reference.id), said


class NoteForm(SekishoForm):
    note = _text(_l("Note"))


class _OwnForm(SekishoForm):
    state = SelectField(_l("Our own state"))
    measure = _text(_l("Our own measure"), rows=4)
    due_on = DateField(_l("Due"), [OptionalValue()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state.choices = [NOT_ENTERED, *words.choices(OwnState)]

    def facts(self) -> OwnFacts:
        state = OwnState(self.state.data) if self.state.data else None
        return OwnFacts(state, self.measure.data or "", self.due_on.data)


class OwnHalfForm(_OwnForm):
    is_condition_met = BooleanField(_l("The condition of the provider’s half is met"))

    def facts(self) -> OwnFacts:
        return replace(super().facts(), is_condition_met=self.is_condition_met.data)


def own_half_form(row: SelfCheckItem | None) -> OwnHalfForm:
    """A condition that reads otherwise since is ticked anew."""
    if row is None:
        return OwnHalfForm()
    return OwnHalfForm(
        data={
            "state": row.state.value if row.state else "", "measure": row.measure, "due_on": row.due_on,
            "is_condition_met": row.is_condition_met and not row.is_to_confirm,
        }
    )  # fmt: skip


class SeveralForm(_OwnForm):
    items = SelectMultipleField(_l("Items"), validate_choice=False)

    def seen(self, known: Collection[str]) -> dict[str, int]:
        """Item → version of what stood there; what the check does not have is left out."""
        found = {}
        for token in self.items.data or ():
            item, _mark, version = token.rpartition(MARK)
            if item in known and version.isdecimal():
                found[item] = int(version)
        return found


def token_of(item: str, row: SelfCheckItem | None) -> str:
    return f"{item}{MARK}{row.version if row is not None else 0}"


class MoveForm(SekishoForm):
    """Nothing to fill in: what would change stands above it."""


class EndForm(SekishoForm):
    reason = _text(_l("Reason"), DataRequired(_l("Say why, so that a later reader knows what happened.")))
    is_confirmed = BooleanField(
        _l("End it, with all that was entered in it"), [DataRequired(_l("Tick this to end the self-check."))]
    )
