"""What the institution enters about items: its own wording, and its word on a crosswalk."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Label, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.core.forms import SekishoForm
from app.core.words import choices
from app.standards.models import ItemLink
from app.standards.rules.links import Verdict, verdict_of
from app.standards.services.items import LONGEST, LONGEST_SOURCE

LINE, NOTE = 200, 2000
TO, FROM = "to", "from"


class WordingForm(SekishoForm):
    text = TextAreaField(
        _l("Wording"), [DataRequired(_l("Enter the wording.")), Length(max=LONGEST)], render_kw={"rows": 10}
    )
    source = StringField(_l("Source of the wording"), [Length(max=LONGEST_SOURCE)])


class VerdictField(RadioField):
    """Two columns of the record in one choice."""

    def stored_in(self, link: ItemLink) -> str:
        return verdict_of(link).value


class LinkForm(SekishoForm):
    verdict = VerdictField(_l("What we say of this pair"), [DataRequired(_l("Choose one."))])
    note = TextAreaField(_l("Note"), [Length(max=NOTE)], render_kw={"rows": 3})

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.verdict.choices = choices(Verdict)


class AloneForm(LinkForm):
    verdict = VerdictField(_l("What we say of it"), [DataRequired(_l("Choose one."))])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        # Who holds neither for right withdraws the decision.
        self.verdict.choices = [one for one in choices(Verdict) if one[0] != Verdict.UNKNOWN]


class ItemNumberField(StringField):
    """An item of the edition chosen beside it: its whole reference from the picker, or its number as typed."""

    text = ""

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        super().process(formdata, *args, **kwargs)
        self.text = formdata.get(f"{self.name}_text", "").strip() if formdata else ""
        self.data = self.data or self.text


class NewPairForm(LinkForm):
    """A pair that nobody delivered cannot be held to be wrong."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.verdict.choices = [one for one in choices(Verdict) if one[0] != Verdict.REJECTED]


class CrosswalkPairForm(NewPairForm):
    """Both items of a pair, each of its own edition of the crosswalk."""

    item = ItemNumberField(_l("Item"), [DataRequired(_l("Enter the number.")), Length(max=LINE)])
    ref = ItemNumberField(_l("Item"), [DataRequired(_l("Enter the number.")), Length(max=LINE)])

    def __init__(self, *args: object, before: str, after: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for field, edition in ((self.item, before), (self.ref, after)):
            field.label = Label(field.id, _("Item of %(edition)s", edition=edition))


class LinkAddForm(NewPairForm):
    direction = RadioField(
        _l("Which way"),
        [DataRequired(_l("Choose one."))],
        choices=[
            (TO, _l("This item is the older one: this item → the other item")),
            (FROM, _l("The other item is the older one: the other item → this item")),
        ],
        default=TO,
    )
    edition = SelectField(_l("Edition of the other item"), [DataRequired(_l("Choose an edition."))])
    ref = ItemNumberField(
        _l("Number of the other item"), [DataRequired(_l("Enter the number.")), Length(max=LINE)]
    )

    def __init__(self, *args: object, editions: Sequence[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.edition.choices = [("", _l("Choose")), *editions]
