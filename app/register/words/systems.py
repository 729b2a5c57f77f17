"""Labels of systems and business functions."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.register.models import SystemGrade, SystemGround

words.table(
    "information_system",
    _l("Information system"),
    {
        "ledger_number": _l("Ledger number"),
        "name": _l("Name"),
        "name_kana": _l("Name in kana"),
        "sort_key": _l("Sort key"),
        "grade": _l("Designated or ordinary"),
        "ground": _l("Ground of designation"),
        "unit_id": _l("Owning unit"),
        "owner_id": _l("Owner"),
        "version_name": _l("Version (product)"),
        "support_ends_on": _l("Support ends on"),
        "asset_numbers": _l("Data asset numbers"),
        "ended_on": _l("Ended on"),
        "note": _l("Note"),
    },
)
words.table(
    "business_function",
    _l("Business function"),
    {
        "name": _l("Name"),
        "name_kana": _l("Name in kana"),
        "sort_key": _l("Sort key"),
        "unit_id": _l("Owning unit"),
        "is_important": _l("Important business"),
        "tolerance_hours": _l("Tolerance (hours)"),
        "rto_hours": _l("RTO (hours)"),
        "rpo_hours": _l("RPO (hours)"),
        "ended_on": _l("Ended on"),
        "note": _l("Note"),
    },
)
words.values(
    {
        SystemGrade.DESIGNATED: _l("Designated system"),
        SystemGrade.ORDINARY: _l("Ordinary system"),
        SystemGrade.NOT_JUDGED: _l("Not judged yet"),
    }
)
words.values(
    {
        SystemGround.EXTERNALITY: _l("Grave externality"),
        SystemGround.SENSITIVE_DATA: _l("Sensitive information"),
        SystemGround.BOTH: _l("Both"),
    }
)
