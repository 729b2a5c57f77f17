"""Labels of the tables of references."""

from flask_babel import lazy_gettext as _l

from app.core import words

_OF = {"reference_id": _l("Security reference"), "version_id": _l("Version of the reference")}
_PROVIDER = {"organisation_id": _l("Provider")}

words.table(
    "security_reference",
    _l("Security reference"),
    {
        **_PROVIDER, "title": _l("Title"), "service_id": _l("Service"), "edition": _l("Edition of the standard"),
        "layout": _l("Layout"), "is_shared": _l("Shared with the provider"),
        "disclosure": _l("Disclosure terms"), "terms": _l("Terms of use"), "source": _l("Obtained from"),
        "owner_id": _l("Person in charge"), "withdrawn_at": _l("Withdrawn on"),
        "withdrawal_reason": _l("Reason for withdrawing"),
    },
)  # fmt: skip
words.table(
    "reference_agreement",
    _l("Agreement to terms of a reference"),
    {
        "reference_id": _l("Security reference"), "user_id": _l("Agreed by"), "disclosure": _l("Disclosure terms"),
        "terms": _l("Terms of use"), "agreed_at": _l("Agreed on"),
    },
)  # fmt: skip
words.table(
    "reference_version",
    _l("Version of a reference"),
    {
        "reference_id": _l("Security reference"), **_PROVIDER, "number": _l("Version number"),
        "label": _l("Name of the version"), "state": _l("State"), "authors": _l("Authors"),
        "premise_models": _l("Service models it speaks of"), "premise": _l("Premises"), "as_of_on": _l("As of"),
        "note": _l("Note"), "is_theirs": _l("Written by the provider"), "begun_by_id": _l("Begun by"),
        "begun_at": _l("Begun on"), "published_by_id": _l("Published by"), "published_at": _l("Published on"),
        "withdrawal_reason": _l("Reason for withdrawing"), "withdrawn_by_id": _l("Withdrawn by"),
        "withdrawn_at": _l("Withdrawn on"),
    },
)  # fmt: skip
words.table(
    "reference_record",
    _l("Record of a reference"),
    {
        **_OF, **_PROVIDER, "item": _l("Item"), "provider_view": _l("View of the provider"),
        "conformity": _l("Conformity"), "conformity_note": _l("Condition or note on conformity"),
        "confirmed": _l("What was confirmed"),
        "certified": _l("What certificates confirm"), "interview": _l("What the interview confirmed"),
        "needed": _l("What integrator and user have to do"), "provider_acts": _l("Provider acts"),
        "customer_acts": _l("User acts"), "information": _l("Corresponding information"),
        "simple": _l("Where simple management suffices"), "strict": _l("Where strict management is needed"),
        "documents": _l("Public documents referred to"), "certificates": _l("Certificates referred to"),
    },
)  # fmt: skip
words.table(
    "reference_paper",
    _l("Paper of a reference"),
    {
        **_OF, **_PROVIDER, "kind": _l("Kind"), "number": _l("Number"), "title": _l("Title"),
        "url": _l("Address"), "is_missing": _l("Number not used"), "checked_on": _l("Document checked on"),
        "disclosure": _l("Disclosure terms"),
    },
)  # fmt: skip
words.table(
    "self_check",
    _l("Self-check"),
    {
        "engagement_id": _l("Engagement"), **_OF, "note": _l("Note"), "begun_by_id": _l("Begun by"),
        "begun_at": _l("Begun on"),
    },
)  # fmt: skip
words.table(
    "self_check_item",
    _l("Item of a self-check"),
    {
        "engagement_id": _l("Engagement"), "check_id": _l("Self-check"), "item": _l("Item"),
        "state": _l("Our own state"), "measure": _l("Our own measure"), "due_on": _l("Due"),
        "is_condition_met": _l("Condition of the provider’s half is met"),
        "is_to_confirm": _l("To be confirmed"), "entered_by_id": _l("Entered by"), "entered_at": _l("Entered on"),
    },
)  # fmt: skip
