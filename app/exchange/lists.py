"""What the list of forms of others shows."""

from flask_babel import lazy_gettext as _l

from app.core.listing import Column, ListDefinition
from app.exchange.models import ForeignForm

FOREIGN_FORMS = ListDefinition(
    "foreign_forms",
    columns=(
        Column("made_at", _l("Brought at"), (ForeignForm.made_at,), is_fixed=True),
        Column("file_name", _l("File"), (ForeignForm.file_name,), is_fixed=True),
    ),
    size=20,
)
