"""What people enter about a report: a SOC report has a period and an opinion, a certificate an end and a number."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.assurance.forms.telling import TellingForm
from app.assurance.models import SOC, AssuranceReport, Disclosure, Opinion, ReportKind, SocType
from app.assurance.queries import scope
from app.assurance.queries.alike import Alike
from app.assurance.rules.reports import ReportFacts
from app.assurance.words.criteria import CRITERIA
from app.core.dates import day_of
from app.core.forms import PickerListField, SekishoForm
from app.core.web import current_context
from app.core.words import choices, value_label
from app.identity.forms import ColleagueField
from app.register.forms.organisations import OrganisationField, ReaderDateField
from app.register.forms.ours import at_most
from app.register.queries import picking, services

LINE, TEXT = 200, 4000


def _labelled(row: Any) -> str:
    return f"{row.name} ({row.provider})"


class ServiceListField(PickerListField):
    """Services with who provides them, as many bear one name."""

    def named(self, name: str) -> Sequence[UUID]:
        """By its name alone where that tells it apart, else as the box shows it."""
        ctx = current_context()
        found = picking.services_named(ctx, name)
        if len(found) == 1 or not name.endswith(")"):
            return found
        words = name[: name.rfind(" (")]
        offered = services.offered_with_provider(ctx, words, day_of(ctx.at))
        return [row.id for row in offered if _labelled(row) == name]

    def names_of(self, ids: Sequence[UUID]) -> Mapping[UUID, str]:
        found = services.with_provider(current_context(), ids)
        return {row.id: _labelled(row) for row in sorted(found, key=lambda row: row.name)}

    def stored_in(self, record: AssuranceReport) -> list[UUID]:
        return sorted(scope.service_ids(record), key=str)


def either(kind: type[StrEnum]) -> Callable[[Any], Any]:
    """For a choice that may stay open."""
    return lambda value: kind(value) if value not in (None, "", "None") else None


def _area(label: Any, rows: int = 3) -> TextAreaField:
    return TextAreaField(label, [at_most(TEXT)], render_kw={"rows": rows})


class ReportForm(TellingForm):
    """What every kind has."""

    kind = SelectField(_l("Kind of report"), [DataRequired(_l("Choose one."))], coerce=ReportKind)
    title = StringField(_l("Title"), [DataRequired(_l("Enter what the report is called.")), at_most(LINE)])
    organisation_id = OrganisationField(
        _l("Whose controls it is about"), [DataRequired(_l("Choose the organisation."))]
    )
    service_ids = ServiceListField(_l("Services in scope"))
    auditor = StringField(_l("Auditor or certification body"), [at_most(LINE)])
    issued_on = ReaderDateField(_l("Issued on"))
    owner_id = ColleagueField(_l("Person in charge"))
    disclosure = SelectField(
        _l("Disclosure terms"), coerce=Disclosure, choices=lambda: choices(Disclosure), default=Disclosure.CONFIDENTIAL
    )  # fmt: skip
    terms = _area(_l("Terms to agree to"))
    source = StringField(_l("Obtained from"), [at_most(LINE)])
    note = _area(_l("Note"))
    is_another = BooleanField(_l("Record it as a separate report"))
    # What perhaps is the same one, once that is known: only then the field above is asked.
    alike: Sequence[Alike] = ()

    def __init__(self, kinds: Iterable[ReportKind], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(one, value_label(one)) for one in kinds]

    def facts(self) -> ReportFacts:
        names = [field.name for field in fields(ReportFacts) if field.name in self._fields]
        given = {name: self._fields[name].data for name in names}
        if "criteria" in given:
            given["criteria"] = tuple(given["criteria"] or ())
        return ReportFacts(**given)


class SocForm(ReportForm):
    soc_type = SelectField(_l("Type of SOC report"), coerce=either(SocType))
    period_from_on = ReaderDateField(_l("Period from"))
    period_to_on = ReaderDateField(_l("Period to"))
    criteria = SelectMultipleField(
        _l("Trust services criteria"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    opinion = SelectField(_l("Opinion"), coerce=either(Opinion))
    opinion_note = _area(_l("Note on the opinion"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.soc_type.choices = [("", gettext("Choose")), *choices(SocType)]
        self.opinion.choices = [("", gettext("Not issued yet")), *choices(Opinion)]
        self.criteria.choices = [(key, str(label)) for key, label in CRITERIA.items()]


class CertificateForm(ReportForm):
    registration = StringField(_l("Registration or certificate number"), [at_most(LINE)])
    expires_on = ReaderDateField(_l("Valid until"))


def form_for(kind: ReportKind, **given: Any) -> ReportForm:
    """A report may turn out to be of another kind of the same family."""
    family = [one for one in ReportKind if (one in SOC) == (kind in SOC)]
    return (SocForm if kind in SOC else CertificateForm)(family, **given)


class ScopeNoteForm(SekishoForm):
    """What of a service the report covers."""

    note = StringField(_l("What of it is covered"), [at_most(LINE)])


class WithdrawForm(SekishoForm):
    reason = TextAreaField(
        _l("Reason for withdrawing"),
        [DataRequired(_l("Say why, so that a later reader knows what happened.")), at_most(TEXT)],
        render_kw={"rows": 4},
    )
