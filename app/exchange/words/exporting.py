"""What is called how on the way out: acts, permissions, the table of column layouts, kinds of ledger."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.exchange.events import ExchangeAct as Act
from app.exchange.permissions import ExchangePermission as P
from app.identity.words import permissions

words.table(
    "column_layout",
    _l("Column layout"),
    {
        "kind": _l("Ledger"),
        "name": _l("Name of the layout"),
        "columns": _l("Columns in order"),
        "is_usual": _l("Used unless another is chosen"),
    },
)
words.acts(
    {
        Act.EXPORTED: _l("Exported a ledger"),
        Act.LAYOUT_ADDED: _l("Added a column layout"),
        Act.LAYOUT_EDITED: _l("Edited a column layout"),
        Act.LAYOUT_REMOVED: _l("Removed a column layout"),
    }
)
permissions(
    {
        P.EXPORT: _l("Export ledgers"),
        P.LAYOUT_EDIT: _l("Edit column layouts"),
    }
)
KINDS = {
    "organisations": _l("Third parties"),
    "services": _l("Services"),
    "supplies": _l("Supplies"),
    "engagements": _l("Engagements"),
    "uses": _l("Use and consent"),
    "wordings": _l("Own wordings of items"),
}
