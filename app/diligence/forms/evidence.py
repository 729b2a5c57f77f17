"""Forms of evidence: a file with what is said of it, a zip of many, a reason to withdraw."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.assurance.models import Disclosure
from app.core.files.receiving import UploadField
from app.core.forms import DateField, OptionalValue, SekishoForm
from app.core.words import choices
from app.diligence.rules.evidence import EvidenceFacts, is_agreed_to

TEXT = 4000


class _DisclosureForm(SekishoForm):
    terms = TextAreaField(_l("Terms to agree to"), [Length(max=TEXT)], render_kw={"rows": 3})
    disclosure = SelectField(_l("Disclosure terms"), [DataRequired(_l("Choose one."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.disclosure.choices = choices(Disclosure)

    @property
    def agreed_to(self) -> list[str]:
        """The terms of which the wording is asked."""
        return [one.value for one in Disclosure if is_agreed_to(one)]

    @property
    def facts(self) -> EvidenceFacts:
        """Terms that nobody is asked to agree to are no part of it."""
        disclosure = Disclosure(self.disclosure.data)
        return EvidenceFacts(
            disclosure=disclosure, terms=(self.terms.data or "") if is_agreed_to(disclosure) else ""
        )


class EvidenceEditForm(_DisclosureForm):
    period_from_on = DateField(_l("Period from"), [OptionalValue()])
    period_to_on = DateField(_l("Period to"), [OptionalValue()])
    expires_on = DateField(_l("Expires on"), [OptionalValue()])
    note = TextAreaField(_l("Note"), [Length(max=TEXT)], render_kw={"rows": 2})

    @property
    def facts(self) -> EvidenceFacts:
        return replace(
            super().facts, period_from_on=self.period_from_on.data, period_to_on=self.period_to_on.data,
            expires_on=self.expires_on.data, note=self.note.data or "",
        )  # fmt: skip


class EvidenceAddForm(EvidenceEditForm):
    """`place` is a question, or a question and its part with a point between them."""

    file = UploadField(_l("File"), [DataRequired(_l("Choose a file."))])
    place = SelectField(_l("For which question"), [DataRequired(_l("Choose one."))])

    def __init__(self, places: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place.choices = [("", _l("Choose")), *places]

    @property
    def question_and_part(self) -> tuple[str, str]:
        question, _point, part = str(self.place.data).partition(".")
        return question, part


class EvidenceWithdrawForm(SekishoForm):
    reason = TextAreaField(
        _l("Reason for withdrawing"),
        [DataRequired(_l("Say why, so that a later reader knows what happened.")), Length(max=TEXT)],
        render_kw={"rows": 4},
    )


class EvidenceZipForm(_DisclosureForm):
    archive = UploadField(_l("ZIP file"), [DataRequired(_l("Choose a file."))])


class EvidenceZipApplyForm(_DisclosureForm):
    """`held` is where the zip lies, sealed; `chosen` are paths in it, looked at anew before anything is kept."""

    held = HiddenField()
    chosen = SelectMultipleField(
        _l("Files to take"), [DataRequired(_l("Choose at least one file."))], validate_choice=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen.choices = []
