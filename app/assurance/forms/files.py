"""Forms of a report's files: a file with its terms, other terms, a reason to withdraw, agreeing."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.assurance.models import Disclosure, FileKind
from app.assurance.services.files import FileFacts
from app.core.files.receiving import UploadField
from app.core.forms import SekishoForm
from app.core.words import choices

TEXT = 4000


class ReportFileEditForm(SekishoForm):
    kind = SelectField(_l("Kind of file"), [DataRequired(_l("Choose one."))])
    disclosure = SelectField(_l("Disclosure terms"), [DataRequired(_l("Choose one."))])
    bridge_letter_id = SelectField(_l("Bridge letter"))

    def __init__(self, letters: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = choices(FileKind)
        self.disclosure.choices = choices(Disclosure)
        self.bridge_letter_id.choices = [("", _l("None")), *letters]
        self.bridge_letter_id.data = str(self.bridge_letter_id.data or "")

    @property
    def facts(self) -> FileFacts:
        letter = str(self.bridge_letter_id.data or "")
        return FileFacts(
            FileKind(self.kind.data), Disclosure(self.disclosure.data), UUID(letter) if letter else None
        )


class ReportFileAddForm(ReportFileEditForm):
    file = UploadField(_l("File"), [DataRequired(_l("Choose a file."))])


class ReportFileWithdrawForm(SekishoForm):
    reason = TextAreaField(
        _l("Reason for withdrawing"),
        [DataRequired(_l("Say why, so that a later reader knows what happened.")), Length(max=TEXT)],
        render_kw={"rows": 4},
    )


class TermsForm(SekishoForm):
    """`digest` is of the wording on the page."""

    digest = HiddenField()
    is_agreed = BooleanField(
        _l("I have read these terms and agree to them"),
        [DataRequired(_l("Tick it if you agree to the terms."))],
    )
