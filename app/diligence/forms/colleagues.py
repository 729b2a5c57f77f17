"""Forms by which a vendor's lead invites a colleague, and ends the access of one."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.core.forms import Check, SekishoForm
from app.register.rules.contacts import check_email

NAME = 200
TEXT = 4000


class ColleagueForm(SekishoForm):
    name = StringField(_l("Name of the person"), [DataRequired(_l("Enter the name.")), Length(max=NAME)])
    email = StringField(
        _l("Mail address"),
        [DataRequired(_l("Enter the mail address.")), Length(max=NAME), Check(check_email)],
    )
    title = StringField(_l("Position"), [Length(max=NAME)])
    is_meant = BooleanField(_l("This person works for us, at this address of another mail domain"))


class ColleagueEndForm(SekishoForm):
    reason = TextAreaField(
        _l("Reason"),
        [DataRequired(_l("Say why, so that a later reader knows what happened.")), Length(max=TEXT)],
        render_kw={"rows": 3},
    )
