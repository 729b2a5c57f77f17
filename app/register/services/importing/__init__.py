"""Many records at once, as a file brings them: the same rules as one by one, the same log, fewer statements.

What needs the whole register (who has this number, who has this name) was looked up by the caller for all rows
at once; the database's own unique indexes have the last word.
"""

from app.register.services.importing.engagements import EngagementRow, store_engagements
from app.register.services.importing.organisations import store_organisations
from app.register.services.importing.services import store_services
from app.register.services.importing.supplies import store_supplies
from app.register.services.importing.uses import UseRow, store_uses

__all__ = [
    "EngagementRow",
    "UseRow",
    "store_engagements",
    "store_organisations",
    "store_services",
    "store_supplies",
    "store_uses",
]
