"""Forms of a reference and of its versions' heads."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.assurance.models import Disclosure
from app.core import words
from app.core.forms import SekishoForm
from app.references.models import Layout
from app.references.rules.facts import ReferenceFacts, VersionFacts
from app.register.forms.organisations import ReaderDateField
from app.register.forms.ours import LinesField, at_most
from app.register.forms.pickers import ServiceField
from app.register.models import ServiceModel

TEXT, LINE = 4000, 300


class ReferenceForm(SekishoForm):
    title = StringField(_l("Title"), [DataRequired(_l("Enter the title of the reference.")), at_most(LINE)])
    service_id = ServiceField(_l("Service"), [DataRequired(_l("Choose the service."))])
    edition = SelectField(
        _l("Edition of the standard"), [DataRequired(_l("Choose the edition of the standard from the list."))]
    )
    layout = SelectField(_l("Layout"), choices=lambda: words.choices(Layout), default=Layout.WHOLE.value)
    is_shared = BooleanField(_l("Shared with the provider"))
    disclosure = SelectField(
        _l("Disclosure terms"), choices=lambda: words.choices(Disclosure), default=Disclosure.PUBLIC.value
    )
    terms = TextAreaField(_l("Terms of use"), [at_most(TEXT)], render_kw={"rows": 3})
    source = StringField(_l("Obtained from"), [at_most(LINE)])
    owner_id = SelectField(_l("Person in charge"))

    def offer(self, editions: Iterable[tuple[str, str]], owners: Iterable[tuple[UUID, str]]) -> None:
        """Before the form is validated. What it holds already stays on offer."""
        self.edition.choices = [("", _l("Choose")), *editions]
        known = [(str(key), name) for key, name in owners]
        self.owner_id.choices = [("", _l("Nobody")), *known]

    def facts(self) -> ReferenceFacts:
        return ReferenceFacts(
            title=self.title.data or "", service_id=self.service_id.data, edition=self.edition.data,
            layout=Layout(self.layout.data), is_shared=self.is_shared.data,
            disclosure=Disclosure(self.disclosure.data), terms=self.terms.data or "",
            source=self.source.data or "", owner_id=UUID(self.owner_id.data) if self.owner_id.data else None,
        )  # fmt: skip


class VersionForm(SekishoForm):
    label = StringField(_l("Name of the version"), [at_most(100)])
    authors = LinesField(_l("Authors"), render_kw={"rows": 4})
    as_of_on = ReaderDateField(_l("As of"))
    premise_models = SelectMultipleField(
        _l("Service models it speaks of"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        choices=lambda: [one for one in words.choices(ServiceModel) if one[0] != ServiceModel.UNKNOWN],
    )  # fmt: skip
    premise = TextAreaField(_l("Premises"), [at_most(TEXT)], render_kw={"rows": 4})
    note = TextAreaField(_l("Note"), [at_most(TEXT)], render_kw={"rows": 2})

    def facts(self) -> VersionFacts:
        return VersionFacts(
            label=self.label.data or "", authors=tuple(self.authors.data or ()), as_of_on=self.as_of_on.data,
            premise_models=tuple(self.premise_models.data or ()), premise=self.premise.data or "",
            note=self.note.data or "",
        )  # fmt: skip


EMPTY = "empty"


class BeginForm(SekishoForm):
    copy_of = RadioField(_l("Begin with"), [DataRequired(_l("Choose one."))])

    def __init__(self, offered: Sequence[tuple[str, str]], **given: Any) -> None:
        super().__init__(data={"copy_of": offered[0][0] if offered else EMPTY}, **given)
        self.copy_of.choices = [*offered, (EMPTY, _l("Nothing: all items of the edition, without records"))]

    @property
    def source_id(self) -> UUID | None:
        return UUID(self.copy_of.data) if self.copy_of.data != EMPTY else None


class PublishForm(SekishoForm):
    is_confirmed = BooleanField(_l("Publish it as it is"))


class WithdrawForm(SekishoForm):
    reason = TextAreaField(
        _l("Reason for withdrawing"),
        [DataRequired(_l("Say why, so that a later reader knows what happened.")), at_most(TEXT)],
        render_kw={"rows": 4},
    )
