"""What waits for me: the list of tasks."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template
from flask_babel import gettext as _
from werkzeug import Response

from app.core import listing
from app.core.authz import requires
from app.core.listing import ListState
from app.core.navigation import Tab
from app.core.web import current_context
from app.core.words import table_label
from app.identity.words import permission_label
from app.work import lists, queries, subjects
from app.work.models import Approval, Finding, Task
from app.work.permissions import WorkPermission as P
from app.work.views import bp
from app.work.views.places import url_of_task
from app.work.views.showing import names_of
from app.work.words import for_whom, say


@bp.route("/work")
@requires(P.TASK_VIEW)
def tasks() -> str:
    ctx = current_context()
    state = listing.read_request(lists.TASKS)
    may_see_all = ctx.may(P.TASK_VIEW_ALL)
    shows_all = may_see_all and state.value("which") == "all"
    query = queries.open_tasks(ctx, everybody=shows_all)
    page = listing.fetch(query, state)
    rows = [row[0] for row in page.rows]
    names = names_of({task.owner_id for task in rows} | {task.unit_id for task in rows})
    return render_template(
        "work/tasks.html",
        page=page,
        state=state,
        tasks=[_shown(task, names, shows_all) for task in rows],
        names=names,
        tabs=_tabs(state) if may_see_all else [],
    )


def _shown(task: Task, names: Any, is_overview: bool) -> tuple[Task, str, str, str]:
    said = say(task.message, task.params) if is_overview else for_whom(task, current_context(), names)
    return task, said, url_of_task(task), _waits_for(task, names)


def _waits_for(task: Task, names: Any) -> str:
    if task.owner_id is not None:
        return str(names.get(task.owner_id, ""))
    return permission_label(task.permission)


def _tabs(state: ListState) -> list[Tab]:
    is_all = state.value("which") == "all"
    return [
        Tab(_("Mine"), state.url(which=""), not is_all),
        Tab(_("Everybody's"), state.url(which="all"), is_all),
    ]


@bp.route("/work/<uuid:task_id>")
@requires(P.TASK_VIEW)
def task(task_id: UUID) -> Response | str:
    """Straight on to the page where it is done; where there is none, at least what it is."""
    ctx = current_context()
    found = queries.get_task(ctx, task_id)
    if found.source_type in (Approval.__tablename__, Finding.__tablename__):
        return redirect(url_of_task(found), 303)
    source = subjects.look(ctx, found.source_type, found.source_id)
    if source is not None and source.url:
        return redirect(source.url, 303)
    return render_template(
        "work/task.html", task=found, words=say(found.message, found.params), source=source,
        kind=table_label(found.source_type), names=names_of([found.owner_id, found.unit_id]),
    )  # fmt: skip
