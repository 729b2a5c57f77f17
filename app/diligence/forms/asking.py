"""What reviewer and respondent write to each other about one question."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from app.core.forms import SekishoForm

TEXT = 4000


class InquiryForm(SekishoForm):
    text = TextAreaField(
        _l("Message to the other side"),
        [DataRequired(_l("Write what you want to say.")), Length(max=TEXT)],
        id="inquiry-text",  # other forms stand on the same page
        render_kw={"rows": 3},
    )
