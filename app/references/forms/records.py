"""Forms of a version's records and papers."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from app.assurance.models import Disclosure
from app.core import words
from app.core.forms import SekishoForm
from app.core.words import value_label
from app.references.models import Acts, Conformity, PaperKind
from app.references.rules import numbers
from app.references.rules.facts import NUMBERED, PaperFacts, RecordFacts
from app.register.forms.organisations import ReaderDateField
from app.register.forms.ours import at_most

TEXT = 20_000
TITLE_SHOWN = 60


def _text(label: Any, rows: int = 4) -> TextAreaField:
    return TextAreaField(label, [at_most(TEXT)], render_kw={"rows": rows})


def _one_of(label: Any, values: Any) -> SelectField:
    return SelectField(label, choices=lambda: [("", _l("Not stated")), *words.choices(values)])


def _listed(label: Any) -> SelectMultipleField:
    return SelectMultipleField(label, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())


class RecordForm(SekishoForm):
    """`seen`: what the record said when the form was filled; numbers are ticked in the list or typed."""

    seen = HiddenField()
    provider_view = _text(_l("View of the provider"))
    conformity = _one_of(_l("Conformity"), Conformity)
    conformity_note = _text(_l("Condition or note on conformity"), 2)
    provider_acts = _one_of(_l("Provider acts"), Acts)
    customer_acts = _one_of(_l("User acts"), Acts)
    confirmed = _text(_l("What was confirmed"), 6)
    documents = _listed(_l("Public documents referred to"))
    documents_more = StringField(_l("Add documents by their numbers"), [at_most(500)])
    certificates = _listed(_l("Certificates referred to"))
    certificates_more = StringField(_l("Add certificates by their numbers"), [at_most(500)])
    information = _text(_l("Corresponding information"))
    certified = _text(_l("What certificates confirm"))
    interview = _text(_l("What the interview confirmed"))
    needed = _text(_l("What integrator and user have to do"))
    simple = _text(_l("Where simple management suffices"))
    strict = _text(_l("Where strict management is needed"))

    def offer(self, papers: Iterable[Any], record: Any) -> None:
        """A number that is not used is offered only where the record has it, to be taken out."""
        for name, kind in NUMBERED.items():
            held = getattr(record, name, ())
            self._fields[name].choices = [
                (one.number, paper_words(one))
                for one in papers
                if one.kind == kind and (not one.is_missing or one.number in held)
            ]

    def facts(self) -> RecordFacts:
        given: dict[str, Any] = {name: self._fields[name].data or "" for name in TEXTS}
        given |= {name: self._numbers(name) for name in NUMBERED}
        return RecordFacts(
            **given,
            conformity=Conformity(self.conformity.data) if self.conformity.data else None,
            provider_acts=Acts(self.provider_acts.data) if self.provider_acts.data else None,
            customer_acts=Acts(self.customer_acts.data) if self.customer_acts.data else None,
        )

    def _numbers(self, name: str) -> tuple[str, ...]:
        typed = numbers.parse(self._fields[f"{name}_more"].data or "")
        return tuple(dict.fromkeys((*(self._fields[name].data or ()), *typed)))


TEXTS = (
    "conformity_note", "provider_view", "confirmed", "information", "certified", "interview", "needed", "simple",
    "strict",
)  # fmt: skip


def paper_words(paper: Any) -> str:
    title = paper.title or str(_l("Number not used"))
    cut = title if len(title) <= TITLE_SHOWN else f"{title[:TITLE_SHOWN]}…"
    return f"{paper.number} {cut}"


class PaperForm(SekishoForm):
    kind = SelectField(_l("Kind"), choices=lambda: words.choices(PaperKind))
    number = StringField(_l("Number"), [at_most(40)])
    is_missing = BooleanField(_l("Number not used"))
    title = StringField(_l("Title"), [at_most(500)])
    url = StringField(_l("Address"), [at_most(2000)])
    checked_on = ReaderDateField(_l("Document checked on"))
    disclosure = SelectField(
        _l("Disclosure terms"),
        choices=lambda: [(one.value, value_label(one)) for one in Disclosure],
        default=Disclosure.PUBLIC.value,
    )

    def facts(self) -> PaperFacts:
        return PaperFacts(
            kind=PaperKind(self.kind.data), number=self.number.data or "", title=self.title.data or "",
            url=self.url.data or "", is_missing=self.is_missing.data, checked_on=self.checked_on.data,
            disclosure=Disclosure(self.disclosure.data),
        )  # fmt: skip
