"""What somebody wants to have in a file. The form is sent by GET: an export changes nothing."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField

from app.core.forms import SekishoForm
from app.exchange.models import ColumnLayout
from app.exchange.services.exporting import Form

FORMATS = ((Form.XLSX, _l("Excel workbook (.xlsx)")), (Form.CSV, _l("CSV (UTF-8)")))


class ExportForm(SekishoForm):
    format = RadioField(_l("Format"), choices=[(str(form), label) for form, label in FORMATS])
    layout = SelectField(_l("Column layout"))
    as_at = StringField(_l("As recorded at"))
    on = StringField(_l("Effective on"))
    in_force = BooleanField(_l("Only what is in force on the effective date"))

    def offer(self, layouts: Sequence[ColumnLayout]) -> None:
        standard = ("", _l("All columns, usual headings"))
        self.layout.choices = [standard, *((str(layout.id), layout.name) for layout in layouts)]
