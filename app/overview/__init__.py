"""Pages that show several domains: home, search, the audit log, settings."""

from flask_babel import lazy_gettext as _l

from app.core import navigation
from app.core.navigation import Place
from app.overview import permissions, subjects, words  # noqa: F401 - each registers what it holds
from app.register import tabs
from app.register.permissions import RegisterPermission
from app.register.tabs import Tab

# Home leads to what waits: tasks, approvals, findings, documents that belong to no other place.
navigation.add(Place(0, _l("Home"), "overview.home", "house", endpoints=("exchange.start", "work.")))
tabs.add(
    Tab(
        "chain",
        _l("Supply chain"),
        "overview.engagement_chain",
        RegisterPermission.ENGAGEMENT_VIEW,
        20,
        has_past=True,
    )
)
