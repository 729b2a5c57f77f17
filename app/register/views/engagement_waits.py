"""What home says of one's engagements: fields nobody filled in, dates that come, checks of the chain that fail,
overrides of the tier that end soon, while there is still time to decide."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.context import Context
from app.core.words import table_label
from app.register.queries.waits import ENDING, FAILING, GRAVE, OVERRIDE, first_waiting, waiting_engagements
from app.work import waiting
from app.work.waiting import Source, Waiting


def list_engagements(ctx: Context, limit: int) -> list[Waiting]:
    return [_said(row) for row in first_waiting(ctx, limit)]


def _said(row: Any) -> Waiting:
    if row.kind == GRAVE:
        return _grave(row.count)
    name = {"number": row.number, "title": row.title}
    if row.kind == FAILING:
        return _failing(row, name)
    if row.kind == OVERRIDE:
        title = _("The override of the tier ends soon: %(number)s %(title)s", **name)
        url = url_for("register.engagement_tier", engagement_id=row.id)
        return Waiting(_("Override of the tier"), title, url, row.day)
    said = _("Fill in what is missing: %(number)s %(title)s", **name)
    if row.kind == ENDING:
        said = _("Decide on renewal or end: %(number)s %(title)s", **name)
    url = url_for("register.engagement", engagement_id=row.id)
    return Waiting(table_label("engagement"), said, url, row.day)


def _failing(row: Any, name: dict[str, str]) -> Waiting:
    title = ngettext(
        "%(num)d grave fault in the chain: %(number)s %(title)s",
        "%(num)d grave faults in the chain: %(number)s %(title)s",
        row.count,
        **name,
    )
    url = url_for("register.engagement", engagement_id=row.id) + "/chain"
    return Waiting(table_label("engagement"), title, url)


def _grave(count: int) -> Waiting:
    title = ngettext(
        "The checks of the supply chain find %(num)d grave fault",
        "The checks of the supply chain find %(num)d grave faults",
        count,
    )
    return Waiting(_("Checks of the chains"), title, url_for("overview.chain_checks", severity="high"))


waiting.register("engagements", Source(waiting_engagements, list_engagements))
