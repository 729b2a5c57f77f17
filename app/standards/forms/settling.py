"""The form of まとめて確定."""

import hashlib
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import SekishoForm
from app.standards.forms.matrices import TEXT
from app.standards.models import Ruling
from app.standards.rules.matrices import Side
from app.standards.services.matrices import NO_SIDE
from app.standards.services.settling import NO_ROW, Settling

SAYS = (("", _l("Stays as it is")), (Ruling.YES.value, _l("Yes")), (Ruling.NO.value, _l("No")))


class SettlingForm(SekishoForm):
    actor = SelectField(_l("Actor"), [DataRequired(_l("Choose one from the list."))])
    does = SelectField(_l("Does it"), choices=SAYS)
    accountable = SelectField(_l("Answers for it"), choices=SAYS)
    proof = SelectField(_l("Gives proof"), choices=SAYS)
    reason = TextAreaField(
        _l("Reason"),
        [
            DataRequired(_l("Say on what this rests: the contract, an answer of the vendor, an agreement.")),
            Length(max=TEXT),
        ],
        render_kw={"rows": 3},
    )
    replacing = BooleanField(_l("Replace what is settled for this actor already"))
    rows = SelectMultipleField(
        _l("Row"), [DataRequired(_l(NO_ROW))], widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )  # fmt: skip
    checked = HiddenField()  # what was asked when somebody looked at what would change

    def validate(self, extra_validators: Any = None) -> bool:
        """All that is missing at once."""
        is_good: bool = super().validate(extra_validators)
        if any(self[side.value].data for side in Side):
            return is_good
        self.does.errors = [*self.does.errors, _(NO_SIDE)]
        return False

    @property
    def is_checked(self) -> bool:
        """Whether it would do what was looked at. The reason may still be put otherwise."""
        return bool(self.checked.data == self.mark)

    @property
    def mark(self) -> str:
        asked = self.asked()
        sides = sorted(f"{side}={ruling}" for side, ruling in asked.sides.items())
        told = " ".join([asked.actor, str(asked.replacing), *sides, *sorted(asked.rows)])
        return hashlib.sha256(told.encode()).hexdigest()

    def asked(self) -> Settling:
        said = {side: self[side.value].data for side in Side}
        return Settling(
            self.actor.data, frozenset(self.rows.data or ()),
            {side: Ruling(value) for side, value in said.items() if value}, self.reason.data or "",
            bool(self.replacing.data),
        )  # fmt: skip


def settling_form(
    actors: Mapping[str, str], rows: Mapping[str, str], *, actor: str, is_narrowed: bool
) -> SettlingForm:
    """`actors`: key → name; `rows`: those shown, ticked where a filter of rows has narrowed them."""
    held: dict[str, Any] = {"actor": actor, "rows": list(rows) if is_narrowed else []}
    form = SettlingForm(data=held)
    form.actor.choices = [("", _l("Choose one")), *actors.items()]
    form.rows.choices = list(rows.items())
    return form
