"""一斉点検: what a round reaches, until when, and under which name."""

from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from app.core import words
from app.core.fields import TickedField, WholeField
from app.core.forms import DateField, SekishoForm
from app.core.words import value_label
from app.diligence.models import SubjectKind
from app.diligence.queries.rounds import Reach
from app.diligence.services.rounds import RoundFacts
from app.identity.forms import UnitField
from app.register import settings
from app.register.forms.pickers import UnitListField
from app.register.models import Category, Stage
from app.register.rules.engagements import OVER

TEXT, LINE, LONGEST_TIME = 4000, 200, 3650
USUAL_FRESH = 180
KINDS = (SubjectKind.ENGAGEMENT, SubjectKind.ORGANISATION)


class ReachForm(SekishoForm):
    """What a round reaches; run again, an old one reaches anew. `seen`: what the page showed when it was sent."""

    kind = RadioField(
        _l("What is assessed"),
        choices=lambda: [(one.value, value_label(one)) for one in KINDS],
        default=SubjectKind.ENGAGEMENT.value,
    )
    in_charge_id = UnitField(_l("Unit that takes up the assessments of organisations"))
    tiers = TickedField(_l("Tier"), lambda: settings.tier_names(str(get_locale())).items())
    unit_ids = UnitListField(_l("Owning units"))
    categories = TickedField(_l("Category"), lambda: words.choices(Category))
    stages = TickedField(_l("Stage"), lambda: [one for one in words.choices(Stage) if one[0] not in OVER])
    fresh_days = WholeField(
        _l("Left out if concluded within"),
        [Optional(), NumberRange(max=LONGEST_TIME, message=_l("Enter at most %(max)s days."))],
    )
    seen = HiddenField()

    def reach(self, questionnaire: str) -> Reach:
        """Who takes up assessments of organisations is asked for those alone."""
        kind = SubjectKind(self.kind.data)
        return Reach(
            questionnaire, kind, tuple(self.tiers.data or ()),
            tuple(self.unit_ids.data or ()), tuple(Category(one) for one in self.categories.data or ()),
            tuple(Stage(one) for one in self.stages.data or ()), self.fresh_days.data or 0,
            self.in_charge_id.data if kind == SubjectKind.ORGANISATION else None,
        )  # fmt: skip


class RoundForm(ReachForm):
    title = StringField(
        _l("Title"),
        [DataRequired(_l("Give the round a name.")), Length(max=LINE)],
    )
    questionnaire = SelectField(
        _l("Questionnaire"), [DataRequired(_l("Choose the questionnaire."))], choices=[]
    )
    due_on = DateField(_l("Due"), [DataRequired(_l("Enter the day until which answers are wanted."))])
    note = TextAreaField(_l("Note"), [Length(max=TEXT)], render_kw={"rows": 3})

    def offer(self, questionnaires: dict[str, str]) -> None:
        self.questionnaire.choices = [("", str(_l("Choose one"))), *questionnaires.items()]

    def facts(self) -> RoundFacts:
        return RoundFacts(self.title.data or "", self.due_on.data, self.note.data or "")


def usual() -> dict[str, Any]:
    """What a round begins with: all that is in use."""
    return {"stages": [Stage.OPERATION.value], "fresh_days": USUAL_FRESH}


def before(reach: Reach | None) -> dict[str, Any]:
    """What a round reached when it was begun; of old rounds nobody knows."""
    if reach is None:
        return usual()
    return {
        "kind": reach.kind.value, "in_charge_id": reach.in_charge_id, "tiers": reach.tiers,
        "unit_ids": list(reach.unit_ids), "categories": [one.value for one in reach.categories],
        "stages": [one.value for one in reach.stages], "fresh_days": reach.fresh_days or None,
    }  # fmt: skip
