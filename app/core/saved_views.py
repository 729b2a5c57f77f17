"""A list as somebody likes to see it, under a name: their own setting, seen by nobody else."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped

from app.core.columns import Retention, technical
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, NotFound
from app.core.listing import ListState
from app.core.model import Entity
from app.core.text import clean
from app.core.words import N_

LONGEST_LABEL = 60
MOST = 30


class SavedView(Entity):
    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("user_id", "list_name", "label", name="uq_saved_view_user_id"),)
    user_id: Mapped[UUID] = technical(retention=Retention.ACCOUNT)
    list_name: Mapped[str] = technical(retention=Retention.ACCOUNT)
    label: Mapped[str] = technical(retention=Retention.ACCOUNT)
    query: Mapped[str] = technical(retention=Retention.ACCOUNT)


@dataclass(frozen=True)
class ShownView:
    id: UUID
    label: str
    url: str
    delete_url: str
    is_current: bool


def shown(ctx: Context, state: ListState, delete_url: Callable[[UUID], str]) -> list[ShownView]:
    """The reader's views of this list by name, the one now seen marked."""
    query = select(SavedView.id, SavedView.label, SavedView.query).where(
        SavedView.user_id == ctx.actor_id, SavedView.list_name == state.definition.name
    )
    current = state.as_view().query()
    return [
        ShownView(
            row.id,
            row.label,
            f"{state.path}?{row.query}" if row.query else state.path,
            delete_url(row.id),
            row.query == current,
        )
        for row in db.session.execute(query.order_by(SavedView.label, SavedView.id).limit(MOST))
    ]


def save(ctx: Context, state: ListState, label: str) -> SavedView:
    """Keep what the list shows now; a name used before gets the new content."""
    label = clean(label)
    if not label or len(label) > LONGEST_LABEL:
        raise DomainError(
            N_("Give the view a name of at most %(limit)s characters."), "name", limit=LONGEST_LABEL
        )
    mine = select(SavedView).where(
        SavedView.user_id == ctx.actor_id, SavedView.list_name == state.definition.name
    )
    view = db.session.scalars(mine.where(SavedView.label == label)).one_or_none()
    if view is None:
        if db.session.scalar(select(func.count()).select_from(mine.subquery())) >= MOST:  # type: ignore[operator]
            raise DomainError(
                N_("You have %(limit)s views of this list. Delete one, then save again."), limit=MOST
            )
        view = SavedView(user_id=ctx.actor_id, list_name=state.definition.name, label=label, query="")
        db.session.add(view)
    view.query = state.as_view().query()
    return view


def forget(ctx: Context, view_id: UUID) -> None:
    mine = delete(SavedView).where(SavedView.id == view_id, SavedView.user_id == ctx.actor_id)
    if not db.session.execute(mine).rowcount:  # type: ignore[attr-defined]
        raise NotFound
