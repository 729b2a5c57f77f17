"""The lists of work: columns, filters and the order that an index serves."""

from uuid import UUID

from flask_babel import lazy_gettext as _l

from app.core.listing import Column, Filter, ListDefinition, is_id
from app.core.words import value_label
from app.identity import queries as identity
from app.work.models import Approval, Finding, FindingState, Severity, Task


def _unit_words(text: str) -> str:
    return identity.unit_names({UUID(text)}).get(UUID(text), text)


TASKS = ListDefinition(
    "tasks",
    (
        Column("what", _l("What is to be done"), is_fixed=True),
        Column("due", _l("Due"), (Task.due_on,), is_fixed=True),
        Column("who", _l("Waits for"), is_fixed=True),
        Column("unit", _l("Unit"), is_fixed=True),
    ),
    (Filter("which", _l("Tasks"), lambda v: v in ("all",), lambda _v: str(_l("Everybody's"))),),
)

APPROVAL_TABS = ("waiting", "made", "all")
APPROVALS = ListDefinition(
    "approvals",
    (
        Column("title", _l("Subject"), is_fixed=True),
        Column("act", _l("What is asked for"), is_fixed=True),
        Column("state", _l("State"), is_fixed=True),
        Column("expires", _l("Decide by"), (Approval.expires_at,), is_fixed=True),
        Column("maker", _l("Requested by"), is_fixed=True),
        Column("made", _l("Requested at"), (Approval.made_at,), is_fixed=True),
        Column("unit", _l("Unit"), is_fixed=True),
    ),
    (Filter("which", _l("Approvals"), lambda v: v in APPROVAL_TABS, str),),
)

FINDING_TABS = ("open", "mine", "all")
FINDINGS = ListDefinition(
    "findings",
    (
        Column("title", _l("Subject"), is_fixed=True),
        Column("due", _l("Due"), (Finding.due_on,)),
        Column("severity", _l("Severity")),
        Column("state", _l("State")),
        Column("unit", _l("Unit")),
        Column("owner", _l("Person in charge")),
        Column("number", _l("No."), (Finding.number,), is_number=True),
        Column("raised", _l("Raised on"), (Finding.raised_on,), is_shown=False),
        Column("source", _l("Found by"), is_shown=False),
    ),
    (
        Filter("which", _l("Findings"), lambda v: v in FINDING_TABS, str),
        Filter(
            "state", _l("State"), lambda v: v in set(FindingState), lambda v: value_label(FindingState(v))
        ),
        Filter("severity", _l("Severity"), lambda v: v in set(Severity), lambda v: value_label(Severity(v))),
        Filter("unit", _l("Unit"), is_id, _unit_words),
        Filter("overdue", _l("Overdue"), lambda v: v == "yes", lambda _v: str(_l("Yes"))),
    ),
)
