"""The form of 取下げ."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.core.forms import SekishoForm
from app.standards.forms.matrices import TEXT


class WithdrawingForm(SekishoForm):
    reason = TextAreaField(
        _l("Reason for withdrawing"),
        [DataRequired(_l("Say why, so that a later reader knows what happened.")), Length(max=TEXT)],
        render_kw={"rows": 3},
    )
    is_confirmed = BooleanField(
        _l("Withdraw it with all that was entered"),
        [DataRequired(_l("Tick this to withdraw the matrix."))],
    )
