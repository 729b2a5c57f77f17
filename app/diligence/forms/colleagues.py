"""The form by which a vendor's lead invites a colleague."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from app.core.forms import Check, SekishoForm
from app.register.rules.contacts import check_email

NAME = 200


class ColleagueForm(SekishoForm):
    name = StringField(_l("Name of the person"), [DataRequired(_l("Enter the name.")), Length(max=NAME)])
    email = StringField(
        _l("Mail address"),
        [DataRequired(_l("Enter the mail address.")), Length(max=NAME), Check(check_email)],
    )
    title = StringField(_l("Position"), [Length(max=NAME)])
