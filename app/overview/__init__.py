"""Pages that show several domains: home, search, the audit log, settings."""

from flask_babel import lazy_gettext as _l

from app.core import navigation
from app.core.navigation import Place
from app.overview import permissions, subjects, words  # noqa: F401 - each registers what it holds

navigation.add(Place(0, _l("Home"), "overview.home", "house"))
