"""What people enter about an engagement, in groups of at most seven fields: all at once, or group by group."""

from collections.abc import Callable
from dataclasses import fields, replace
from functools import partial
from typing import Any

from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the published types
    BooleanField,
    Field,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired

from app.core import words
from app.core.fields import KnownField, TickedField, WholeField, YenField
from app.core.forms import Check, SekishoForm
from app.core.web import current_context, show_error
from app.identity import queries as identity
from app.identity.forms import ColleagueField
from app.register import settings
from app.register.forms.organisations import OrganisationField, ReaderDateField
from app.register.forms.ours import OwnUnitField, at_most
from app.register.forms.pickers import (
    CountryListField,
    FunctionListField,
    ServiceField,
    SystemListField,
    UnitListField,
)
from app.register.models import (
    Access,
    Category,
    Connection,
    ExitPlan,
    ForeignBasis,
    Origin,
    OutsourcingJudgement,
    PersonalDataBasis,
    Substitutability,
)
from app.register.permissions import RegisterPermission as P
from app.register.rules.engagements import (
    OUTSOURCING_KINDS,
    TITLE_MISSING,
    EngagementFacts,
    EngagementLinks,
    faults,
)
from app.register.rules.organisations import check_kana
from app.register.services.judging import PartyFacts


def _select(label: Any, enum: Any, default: Any = None) -> SelectField:
    return SelectField(label, choices=lambda: words.choices(enum), coerce=enum, default=default)


def _maybe(label: Any, enum: Any, empty: Any) -> SelectField:
    return SelectField(
        label,
        choices=lambda: [("", empty), *words.choices(enum)],
        coerce=lambda value: enum(value) if value else None,
    )


def _categories() -> list[SelectChoice]:
    """The kinds of outsourcing first, then the others: each group under its name."""
    found = [
        SelectChoice(value, label, optgroup=name)
        for name, group in category_groups()
        for value, label in group
    ]
    return [SelectChoice("", gettext("Choose a category")), *found]


def category_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    pairs = words.choices(Category)
    return [
        (gettext("Kinds of outsourcing"), [pair for pair in pairs if pair[0] in OUTSOURCING_KINDS]),
        (
            gettext("Third parties other than outsourcing"),
            [pair for pair in pairs if pair[0] not in OUTSOURCING_KINDS],
        ),
    ]


def _classes() -> list[tuple[str, str]]:
    return settings.offered(settings.DATA_CLASSES, str(get_locale()))


class KeptClassesField(TickedField):
    """A class that was retired since stays on the records that name it."""

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        super().process(formdata, *args, **kwargs)
        names = settings.data_class_names(str(get_locale()))
        offered = _classes()
        known = {key for key, _label in offered}
        kept = [key for key in self.object_data or () if key not in known]
        self.choices = [*offered, *((key, names.get(key, key)) for key in kept)]

    def words_of(self, value: Any) -> str:
        self.choices = list(settings.data_class_names(str(get_locale())).items())
        return super().words_of(value)


class KeeperUnitField(OwnUnitField):
    """One of the units for which this person keeps engagements; where it is now is always among them."""

    permission = P.ENGAGEMENT_EDIT

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        super().process(formdata, *args, **kwargs)
        ctx = current_context()
        mine = ctx.units(self.permission) | {self.object_data}
        self.offer([unit for unit in identity.list_units(ctx) if unit.id in mine])


class AdderUnitField(KeeperUnitField):
    permission = P.ENGAGEMENT_ADD


class PartFields(SekishoForm):
    """`facts` puts what this form holds over what is recorded, which a form of one group is told of."""

    recorded: EngagementFacts | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        """What two fields say against each other is told together with what is wrong with one."""
        is_fine = super().validate(extra_validators)
        unread = [name for name, found in self._fields.items() if found.errors or not found.raw_data]
        told = [error for error in faults(self.facts(self.recorded), unread) if error.field in self._fields]
        for error in told:
            show_error(self, error)
        return bool(is_fine) and not told

    def facts(self, recorded: EngagementFacts | None = None) -> EngagementFacts:
        given = {f.name: self._fields[f.name].data for f in fields(EngagementFacts) if f.name in self._fields}
        return replace(recorded, **given) if recorded else EngagementFacts(**given)

    def links(self) -> EngagementLinks:
        return EngagementLinks(
            **{f.name: self._fields[f.name].data for f in fields(EngagementLinks) if f.name in self._fields}
        )


class EngagementServiceFields(PartFields):
    number = StringField(_l("Engagement number"), [at_most(40)])
    title = StringField(_l("Engagement title"), [DataRequired(_l(TITLE_MISSING)), at_most(200)])
    title_kana = StringField(_l("Title in kana"), [at_most(200), Check(check_kana)])
    service_id = ServiceField(_l("Service"), [DataRequired(_l("Choose the service that is used."))])
    vendor_id = OrganisationField(_l("Contract party"))
    category = SelectField(
        _l("Category"),
        [DataRequired(_l("Choose a category."))],
        choices=_categories,
        coerce=lambda value: Category(value) if value else None,
    )
    origin = _select(_l("How it came in"), Origin, Origin.PLANNED)


class EngagementUnitFields(PartFields):
    unit_id: Field = KeeperUnitField(_l("Owning unit"), [DataRequired(_l("Choose a unit."))])
    owner_id = ColleagueField(_l("Owner"))
    reader_ids = UnitListField(_l("Reading units"))


class EngagementPurposeFields(PartFields):
    purpose = TextAreaField(_l("Work entrusted and purpose"), [at_most(2000)])
    function_ids = FunctionListField(_l("Business functions"))
    system_ids = SystemListField(_l("Information systems"))
    note = TextAreaField(_l("Note"), [at_most(2000)])


class EngagementDataFields(PartFields):
    data_classes = KeptClassesField(_l("Classes of data"), _classes)
    data_volume = WholeField(_l("Number of records"))
    has_personal_data = KnownField(_l("Personal data"))
    has_sensitive_data = KnownField(_l("Sensitive information (kibi)"))
    has_special_care_data = KnownField(_l("Special care-required personal information"))
    data_note = TextAreaField(_l("Note on the data"), [at_most(2000)])


class EngagementAccessFields(PartFields):
    data_countries = CountryListField(_l("Countries where the data lie"))
    data_regions = StringField(_l("Regions where the data lie"), [at_most(200)])
    access = _select(_l("Access level"), Access, Access.UNKNOWN)
    connection = _select(_l("Way of connection"), Connection, Connection.UNKNOWN)


class EngagementTermFields(PartFields):
    annual_amount = YenField(_l("Annual amount (yen)"))
    started_on = ReaderDateField(_l("Begins on"))
    ends_on = ReaderDateField(_l("Ends on"))
    is_auto_renewed = BooleanField(_l("Renews by itself"))
    renewal_notice_on = ReaderDateField(_l("Notice of renewal due on"))
    contract_signed_on = ReaderDateField(_l("Contract signed on"))
    legal_checked_on = ReaderDateField(_l("Checked by legal on"))


class EngagementExitFields(PartFields):
    is_important_third_party = BooleanField(_l("Important third party"))
    is_designated_equipment = BooleanField(_l("Designated critical equipment"))
    substitutability = _select(_l("Substitutability"), Substitutability, Substitutability.UNKNOWN)
    substitute = StringField(_l("Substitute"), [at_most(200)])
    exit_plan = _select(_l("Exit plan"), ExitPlan, ExitPlan.NONE)
    exit_plan_on = ReaderDateField(_l("Exit plan dated"))


class EngagementAddForm(
    EngagementServiceFields,
    EngagementUnitFields,
    EngagementPurposeFields,
    EngagementDataFields,
    EngagementAccessFields,
    EngagementTermFields,
    EngagementExitFields,
):
    unit_id = AdderUnitField(_l("Owning unit"), [DataRequired(_l("Choose a unit."))])


# What stands in the address of a group's form, in the order of the page.
PARTS: dict[str, type[PartFields]] = {
    "service": EngagementServiceFields,
    "unit": EngagementUnitFields,
    "purpose": EngagementPurposeFields,
    "data": EngagementDataFields,
    "access": EngagementAccessFields,
    "term": EngagementTermFields,
    "exit": EngagementExitFields,
}
PART_TITLES = {
    "service": _l("Party and service"),
    "unit": _l("Unit and owner"),
    "purpose": _l("Work and purpose"),
    "data": _l("Data"),
    "access": _l("Connection and access"),
    "term": _l("Amount and period"),
    "exit": _l("Importance and exit"),
}


class EngagementJudgeForm(SekishoForm):
    outsourcing = SelectField(
        _l("Outsourcing or not"),
        choices=lambda: [
            ("", _l("Choose a judgement")),
            *(
                (value, label)
                for value, label in words.choices(OutsourcingJudgement)
                if value != OutsourcingJudgement.NOT_JUDGED
            ),
        ],
        coerce=lambda value: (
            OutsourcingJudgement(value) if value and value != OutsourcingJudgement.NOT_JUDGED else None
        ),
        validators=[DataRequired(_l("Choose a judgement."))],
    )
    outsourcing_reason = TextAreaField(
        _l("Reason of the judgement"), [DataRequired(_l("Give the reason of the judgement.")), at_most(2000)]
    )
    outsourcing_on = ReaderDateField(_l("Judged on"))

    def given(self) -> dict[str, Any]:
        return {
            "outsourcing": self.outsourcing.data,
            "reason": self.outsourcing_reason.data or "",
            "judged_on": self.outsourcing_on.data,
            "version": self.version_number,
        }


class PartyJudgeForm(SekishoForm):
    personal_data = _maybe(_l("Personal data"), PersonalDataBasis, _l("Not judged yet"))
    personal_data_reason = TextAreaField(_l("Reason"), [at_most(2000)])
    personal_data_on = ReaderDateField(_l("Judged on"))
    foreign_basis = _maybe(_l("Provision abroad (article 28)"), ForeignBasis, _l("Not judged yet"))
    foreign_basis_reason = TextAreaField(_l("Reason"), [at_most(2000)])
    foreign_basis_on = ReaderDateField(_l("Judged on"))

    def compare_with(self, recorded: Callable[[Any], Any]) -> None:
        """For who was second to save: the values lie in a row beside the engagement, which may not be there yet."""
        for name in (field.name for field in fields(PartyFacts)):
            self._fields[name].stored_in = partial(_of_judgement, recorded, name)

    def facts(self) -> PartyFacts:
        return PartyFacts(**{field.name: self._fields[field.name].data for field in fields(PartyFacts)})


def _of_judgement(recorded: Callable[[Any], Any], name: str, engagement: Any) -> Any:
    return getattr(recorded(engagement), name, None)


class MemoForm(SekishoForm):
    on = ReaderDateField(_l("Day"))
    body = TextAreaField(_l("What happened"), [DataRequired(_l("Write what happened.")), at_most(4000)])
