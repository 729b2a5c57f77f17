"""Forms of a matrix: its conditions, its actors, the ruling on one cell. Their fields follow the template."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the published types
    BooleanField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length

from app.core.forms import SekishoForm
from app.standards.models import ActorBinding, Ruling
from app.standards.queries.matrices import Candidates, Entered
from app.standards.rules.likely import Likely
from app.standards.rules.matrices import ResolvedActor, Side
from app.standards.services.matrices import Who, rulings_of
from app.standards.sheets.matrices import title_of
from app.standards.sheets.matrix_marks import Numbered

LINE, TEXT = 200, 2000
NAME_MISSING = _l("Enter a name for the further actor.")
ABSENT = "absent"


def _stored(form: SekishoForm, name: str, value: Any) -> None:
    """What stands in the rows below the matrix now, for who was second to save."""
    form[name].stored_in = lambda _matrix: value


class AnswerForm(SekishoForm):
    """The conditions of a template; each may stay open."""

    keys: tuple[str, ...] = ()

    def given(self) -> dict[str, tuple[str, str]]:
        return {
            key: (self[f"option_{key}"].data or "", self[f"reason_{key}"].data or "") for key in self.keys
        }


def answer_form(conditions: Mapping[str, Numbered], entered: Entered) -> AnswerForm:
    fields: dict[str, Any] = {"keys": tuple(conditions)}
    held: dict[str, str] = {}
    for key, one in conditions.items():
        options = [("", _l("Not answered yet")), *((option, label) for _letter, option, label in one.options)]
        fields[f"option_{key}"] = SelectField(one.question, choices=options)
        fields[f"reason_{key}"] = StringField(
            _l("Condition %(number)s: reason", number=one.number), [Length(max=LINE)]
        )
        answer = entered.answers.get(key)
        held[f"option_{key}"] = answer.option if answer else ""
        held[f"reason_{key}"] = answer.reason if answer else ""
    form: AnswerForm = type("AnswersForm", (AnswerForm,), fields)(data=held)
    for name, value in held.items():
        _stored(form, name, value)
    return form


class ActorForm(SekishoForm):
    """Who each actor is here; one further actor may be added."""

    actors: tuple[ResolvedActor, ...] = ()
    chosen: frozenset[str] = frozenset()  # names of the fields that hold a proposal
    new_title = StringField(_l("Name of a further actor"), [Length(max=LINE)])

    def who(self, actor: ResolvedActor) -> Who:
        title = f"title_{actor.key}"
        return who_of(self[f"who_{actor.key}"].data or "", self[title].data if title in self else "")

    @property
    def dropping(self) -> frozenset[str]:
        """Actors of ours who may go with all that was settled for them."""
        names = {actor.key: f"drop_{actor.key}" for actor in self.actors}
        return frozenset(key for key, name in names.items() if name in self and self[name].data)

    def given(self) -> dict[str, Who]:
        return {actor.key: self.who(actor) for actor in self.actors}

    @property
    def new_who(self) -> Who:
        return who_of(self["who_new"].data or "", self.new_title.data or "")


def who_of(choice: str, title: str) -> Who:
    """What a choice of the list means; `title` is of an actor that the template does not know."""
    kind, _colon, text = choice.partition(":")
    if kind == "remove":
        return Who()
    if kind == ABSENT:
        return Who(is_absent=True, title=title)
    try:
        record = UUID(text)
    except ValueError:
        return Who(title=title)
    return Who(record, title=title) if kind == "organisation" else Who(unit_id=record, title=title)


def choice_of(row: ActorBinding | None) -> str:
    if row is None:
        return ""
    if row.is_absent:
        return ABSENT
    if row.organisation_id is not None:
        return f"organisation:{row.organisation_id}"
    return f"unit:{row.unit_id}" if row.unit_id is not None else ""


def _choice(found: Likely) -> str:
    return f"organisation:{found.party.id}" if found.party is not None else f"unit:{found.unit_id}"


def _people(may_be: Candidates, *, is_own: bool = False) -> list[SelectChoice]:
    found = [SelectChoice("", gettext("Not named yet")), SelectChoice(ABSENT, gettext("Takes no part"))]
    if is_own:
        found.append(SelectChoice("remove", gettext("Take this actor out")))
    found += [
        SelectChoice(f"organisation:{record}", name, optgroup=gettext("Organisations of the supply chain"))
        for record, name in may_be.organisations.items()
    ]
    found += [
        SelectChoice(f"unit:{record}", name, optgroup=gettext("Units of ours"))
        for record, name in may_be.units.items()
    ]
    return found


def actor_form(
    actors: tuple[ResolvedActor, ...],
    entered: Entered,
    may_be: Candidates,
    proposals: Mapping[str, Likely],
) -> ActorForm:
    """`proposals` are chosen beforehand while nobody is named yet; later who was left open stays open."""
    chosen = {} if entered.bindings else {f"who_{key}": _choice(one) for key, one in proposals.items()}
    fields: dict[str, Any] = {"actors": actors, "chosen": frozenset(chosen)}
    held: dict[str, str] = {}
    for actor in actors:
        binding = entered.bindings.get(actor.key)
        fields[f"who_{actor.key}"] = SelectField(
            title_of(actor), choices=_people(may_be, is_own=bool(actor.own_title))
        )
        held[f"who_{actor.key}"] = choice_of(binding.row if binding else None)
        if actor.own_title:
            fields |= _own_fields(actor, len(rulings_of(entered, actor.key)))
            held[f"title_{actor.key}"] = actor.own_title
    fields["who_new"] = SelectField(_l("Who this is"), choices=_people(may_be))
    form: ActorForm = type("ActorsForm", (ActorForm,), fields)(data={**held, **chosen})
    for name, value in held.items():
        _stored(form, name, value)
    return form


def _own_fields(actor: ResolvedActor, settled: int) -> dict[str, Any]:
    name = gettext("%(label)s: %(value)s", label=actor.own_title, value=gettext("Name of the actor"))
    fields: dict[str, Any] = {
        f"title_{actor.key}": StringField(name, [DataRequired(NAME_MISSING), Length(max=LINE)])
    }
    if settled:
        label = ngettext(
            "When it is taken out, %(num)d settled responsibility goes too",
            "When it is taken out, %(num)d settled responsibilities go too", settled,
        )  # fmt: skip
        fields[f"drop_{actor.key}"] = BooleanField(label)
    return fields


SAYS = (("", _l("As the template says")), (Ruling.YES.value, _l("Yes")), (Ruling.NO.value, _l("No")))


def _side(label: Any) -> SelectField:
    return SelectField(label, choices=SAYS)


class RulingForm(SekishoForm):
    does = _side(_l("Does it"))
    accountable = _side(_l("Answers for it"))
    proof = _side(_l("Gives proof"))
    reason = TextAreaField(
        _l("Reason"),
        [
            DataRequired(_l("Say on what this rests: the contract, an answer of the vendor, an agreement.")),
            Length(max=TEXT),
        ],
        render_kw={"rows": 3},
    )

    def sides(self) -> dict[Side, Ruling | None]:
        said = {side: self[side.value].data for side in Side}
        return {side: Ruling(value) if value else None for side, value in said.items()}


def ruling_form(entered: Entered, place: tuple[str, str]) -> RulingForm:
    row = entered.rulings.get(place)
    held: dict[str, str] = {side.value: getattr(row, side.value) or "" for side in Side} if row else {}
    held["reason"] = row.reason if row else ""
    form = RulingForm(data=held)
    for name in (*(side.value for side in Side), "reason"):
        _stored(form, name, held.get(name, ""))
    return form


class MoveOnForm(SekishoForm):
    pass
