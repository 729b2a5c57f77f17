"""Forms of work: fields and messages; the rules are in the services."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.core.files.receiving import UploadField
from app.core.forms import DateField, OptionalValue, SekishoForm
from app.core.words import choices
from app.identity.forms import ColleagueField, UnitField
from app.identity.models import Unit
from app.work.models import DocumentKind, Severity

LINE, TEXT = 200, 4000


def _needed(message: Any, longest: int = LINE) -> list[Any]:
    return [DataRequired(message), Length(max=longest)]


def _text(label: Any, *validators: Any, rows: int = 4) -> TextAreaField:
    return TextAreaField(label, [*validators, Length(max=TEXT)], render_kw={"rows": rows})


class ApprovalApproveForm(SekishoForm):
    """`digest` is of what the approver was shown."""

    digest = HiddenField()
    note = _text(_l("Comment"), rows=3)


class ApprovalRefuseForm(SekishoForm):
    note = _text(
        _l("Reason for refusing"),
        DataRequired(_l("Say why, so that the other person knows what to do next.")),
    )


class ApprovalWithdrawForm(SekishoForm):
    reason = _text(
        _l("Reason for withdrawing"),
        DataRequired(_l("Say why, so that the other person knows what to do next.")),
    )


class ApprovalRecordForm(SekishoForm):
    ringi_number = StringField(_l("Ringi number"), _needed(_l("Enter the number of the ringi.")))
    title = StringField(_l("Subject"), _needed(_l("Enter the subject.")))
    unit_id = UnitField(_l("Unit that keeps the record"), validators=[DataRequired(_l("Choose a unit."))])
    drafting_unit = StringField(_l("Drafting unit"), [Length(max=LINE)])
    drafter = StringField(_l("Drafter"), [Length(max=LINE)])
    drafted_on = DateField(_l("Drafted on"), [OptionalValue()])
    consulted = _text(_l("Consulted"), rows=2)
    authority = StringField(_l("Authority for the decision"), [Length(max=LINE)])
    approver_title = StringField(
        _l("Title of the decider"), _needed(_l("Enter the title that the decider held then."))
    )
    decider = StringField(_l("Decider"), _needed(_l("Enter the name of the decider.")))
    decided_on = DateField(_l("Decided on"), [DataRequired(_l("Enter the day of the decision."))])
    conditions = _text(_l("Conditions"), rows=3)

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit_id.offer(units)


class FindingForm(SekishoForm):
    title = StringField(_l("Subject"), _needed(_l("Enter the subject.")))
    detail = _text(_l("Details"))
    source = StringField(_l("Found by"), [Length(max=LINE)])
    severity = SelectField(_l("Severity"), validators=[DataRequired(_l("Choose how grave it is."))])
    unit_id = UnitField(_l("Unit"), validators=[DataRequired(_l("Choose a unit."))])
    owner_id = ColleagueField(_l("Person in charge"))
    due_on = DateField(_l("Due"), [DataRequired(_l("Enter the day by which it is to be dealt with."))])

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.severity.choices = [("", _l("Choose")), *choices(Severity)]
        self.unit_id.offer(units)


class FindingRaiseForm(FindingForm):
    pass


class FindingEditForm(FindingForm):
    measure = _text(_l("Measure taken"))


class FindingMoveForm(SekishoForm):
    note = _text(_l("Comment"))

    def __init__(self, *args: Any, label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.note.label.text = label


def _file() -> UploadField:
    return UploadField(_l("File"), [DataRequired(_l("Choose a file."))])


class DocumentEditForm(SekishoForm):
    kind = SelectField(_l("Kind of document"), validators=[DataRequired(_l("Choose the kind."))])
    title = StringField(_l("Document title"), _needed(_l("Enter the title.")))
    based_on = DateField(_l("Effective on"), [OptionalValue()])
    note = _text(_l("Note"), rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [("", _l("Choose")), *choices(DocumentKind)]


class DocumentAddForm(DocumentEditForm):
    """Without a title the document is called as its file."""

    file = _file()
    title = StringField(_l("Document title"), [Length(max=LINE)])


class DocumentReplaceForm(SekishoForm):
    file = _file()


class DocumentWithdrawForm(SekishoForm):
    reason = _text(
        _l("Reason for withdrawing"),
        DataRequired(_l("Say why, so that a later reader knows what happened.")),
    )
