"""What people enter to decide on an engagement: overrides, moves, checks, the request for a decision."""

from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.core.forms import DateField, SekishoForm
from app.register import settings as own

LONGEST = 2000


def text(label: Any, *validators: Any, rows: int = 3) -> TextAreaField:
    at_most = Length(max=LONGEST, message=_l("Use at most %(max)d characters."))
    return TextAreaField(label, [*validators, at_most], render_kw={"rows": rows})


def _tiers() -> list[tuple[str, str]]:
    return [("", str(_l("Choose"))), *own.offered(own.TIERS, str(get_locale()))]


class TierOverrideRequestForm(SekishoForm):
    tier = SelectField(
        _l("Tier asked for"), [DataRequired(_l("Choose a tier of the list that is in use."))], choices=_tiers
    )
    reason = text(_l("Reason"), DataRequired(_l("Say why the rule does not fit here.")))
    expires_on = DateField(
        _l("Holds until"), [DataRequired(_l("Enter the last day on which the override holds."))]
    )


class TierOverrideEndForm(SekishoForm):
    reason = text(_l("Reason"), DataRequired(_l("Say why it ends.")))


# The names differ from those of the engagement's own fields: a clash of two saves compares by name.
class EngagementMoveForm(SekishoForm):
    why = text(_l("Reason"))
    last_day = DateField(_l("Ended on"))


class EngagementCheckForm(SekishoForm):
    confirmed_on = DateField(_l("Done on"))
    does_not_apply = BooleanField(_l("Does not apply here"))
    remark = text(_l("Note"))


class EngagementDecideForm(SekishoForm):
    comment = text(_l("Comment for the decider"))
