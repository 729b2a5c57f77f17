"""The standards to measure: content published, and an engagement for each of 50 matrices, all by the product's
own services. Figures and goal are those of docs/performance.md."""

import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import select

from app import create_app
from app.core.context import Context
from app.core.db import db
from app.identity.models import Unit, User
from app.register.models import Engagement, Service
from app.register.permissions import RegisterPermission
from app.serve import settle
from app.standards.content.matrices import Matrix
from app.standards.models import EngagementMatrix, Ruling
from app.standards.permissions import StandardsPermission
from app.standards.queries import contents as published
from app.standards.queries import matrices as queries
from app.standards.rules.matrices import Side
from app.standards.services import matrices as services
from app.standards.services import publishing
from app.standards.services.matrices import Who
from app.work.permissions import WorkPermission
from bench import contents, instance, measure

PARTIES = 1000
RULINGS = 12
LATER = 4  # of the rulings, after the moment that is looked back to
FIRST_ITEM = quote(contents.ref(1))
MATRIX = contents.matrix_key(0)
# The first three are what the goal names; `{engagement}` is one whose matrix is answered.
PAGES = {
    "item in 50 matrices": f"/standards/{contents.FIRST}/items/{FIRST_ITEM}",
    "matrix": f"/matrices/{MATRIX}",
    "matrix of an engagement": "{engagement}/responsibility",
    "… as at a past moment": "{engagement}/responsibility?as_at={moment}",
    "… one row": f"{{engagement}}/responsibility/{MATRIX}/rows/r1",
    "… who is asked what": f"{{engagement}}/responsibility/{MATRIX}/questions",
    "item, its counterpart": f"/standards/{contents.SECOND}/items/{FIRST_ITEM}",
    "edition": f"/standards/{contents.FIRST}",
    "edition change report": f"/standards/{contents.SECOND}/changes",
    "questionnaire": "/questionnaires/bench",
    "standards": "/standards",
    "matrices": "/matrices",
}
TITLE = f"{contents.ITEMS} items, {contents.SERVICES} services with a matrix each"
GOAL_MS = 60.0
# The past is undone from the log: what was entered, and the names of who it was.
MORE_QUERIES = {"… as at a past moment": 29}


def one(kind: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        config = instance.config_at(Path(folder), kind, "bench_standards")
        instance.migrate(config)
        cookie = instance.fill(config, PARTIES)
        app = create_app(config)
        with app.app_context(), db.scope(writes=True):
            found = _seed()
        instance.analyse(config.owner_url)
        db.engine.dispose()
        published._texts.clear()
        published._catalogues.clear()
        settle()  # as `make run` does
        figures: dict[str, Any] = {"first page_s": measure.first(app, cookie, PAGES["item in 50 matrices"])}
        for name, path in PAGES.items():
            figures[name] = measure.page(app, cookie, path.format(**found)).as_dict()
        db.engine.dispose()
        return figures


def _seed() -> dict[str, str]:
    """Addresses of what is measured, and a moment between its rulings."""
    person, used = _person(), _used()
    names = [service.name for _engagement, service in used]
    questionnaires, catalogue = contents.everything(names)
    publishing.publish_catalogue(_now(person), catalogue)
    for content in questionnaires:
        publishing.publish_questionnaire(_now(person), content.key, content, ())
    db.session.commit()
    moment = datetime.now(UTC)
    for number, (engagement, _service) in enumerate(used):
        moment = _answered(person, engagement, contents.matrix_key(number), moment)
    first = used[0][0]
    return {"engagement": f"/engagements/{first.id}", "moment": quote(moment.isoformat())}


def _person(*more: str) -> Context:
    """Who may do all that is done here, and `more`."""
    user = db.session.scalars(select(User)).one()
    units = frozenset(db.session.scalars(select(Unit.id)))
    held = [*RegisterPermission, *StandardsPermission, *WorkPermission, *more]
    return Context(datetime.now(UTC), user.id, user.name, grants={str(one): units for one in held})


def _now(person: Context) -> Context:
    return Context(datetime.now(UTC), person.actor_id, person.actor_name, grants=person.grants)


def _used() -> Sequence[tuple[Engagement, Service]]:
    """An engagement for each of so many services."""
    query = select(Engagement, Service).join(Service, Service.id == Engagement.service_id)
    found: dict[Any, tuple[Engagement, Service]] = {}
    for engagement, service in db.session.execute(query.order_by(Engagement.number)):
        found.setdefault(service.id, (engagement, service))
        if len(found) == contents.SERVICES:
            break
    return list(found.values())


def _answered(person: Context, engagement: Engagement, key: str, moment: datetime) -> datetime:
    """All conditions but one, all actors, and rulings. The moment is the first engagement's, before its last ones."""
    made = services.start(_now(person), engagement, queries.shelf().template(key))
    db.session.commit()
    content = queries.entered(person, made).content
    answers = {one.key: (one.options[0].key, "計測") for one in content.conditions[1:]}
    _act(person, engagement, made, services.answer, answers)
    _act(person, engagement, made, services.bind, _who(person, engagement, content))
    for at in range(RULINGS):
        if at == RULINGS - LATER and key == MATRIX:
            moment = datetime.now(UTC)
        place = (content.rows[at * 7].id, contents.ACTORS[at % len(contents.ACTORS)])
        said: Mapping[Side, Ruling | None] = {Side.DOES: Ruling.YES, Side.PROOF: Ruling.NO}
        _act(person, engagement, made, services.rule, place, said, "計測")
    return moment


def _act(person: Context, engagement: Engagement, matrix: EngagementMatrix, act: Any, *given: Any) -> None:
    entered = queries.entered(person, matrix)
    act(_now(person), engagement, entered, *given, version=matrix.version)
    db.session.commit()


def _who(person: Context, engagement: Engagement, content: Matrix) -> dict[str, Who]:
    """Ourselves, then whoever stands in the chain; one takes no part."""
    may_be = queries.candidates(queries.around(person, engagement))
    parties = list(may_be.organisations)
    keys = [actor.key for actor in content.actors]
    who = {keys[0]: Who(unit_id=next(iter(may_be.units))), keys[-1]: Who(is_absent=True)}
    return {**who, **{key: Who(parties[at % len(parties)]) for at, key in enumerate(keys[1:-1])}}
