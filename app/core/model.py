"""The base of every table."""

import enum
import uuid
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, Dialect, Enum, Integer, MetaData, Text, TypeDecorator, Uuid, event
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr

from app.core.columns import technical
from app.core.ids import uuid7


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in Python; timestamptz on PostgreSQL, naive UTC on SQLite. A naive value is refused."""

    impl = DateTime
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        return datetime  # a decorator says `object`, by which the log could not read its times back

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


# Sorted by code point on every database, so that a stored sort key means the same everywhere.
SortText = Text().with_variant(Text(collation="C"), "postgresql")

_ENUM = Enum(
    enum.Enum,
    native_enum=False,
    length=60,
    create_constraint=False,
    values_callable=lambda e: [m.value for m in e],
)


class Model(DeclarativeBase):
    __abstract__ = True
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        str: Text(),
        uuid.UUID: Uuid(),
        enum.Enum: _ENUM,
        enum.StrEnum: _ENUM,
    }


class Entity(Model):
    """A row with an identity of its own, known before it is written."""

    __abstract__ = True

    id: Mapped[uuid.UUID] = technical(primary_key=True, default=uuid7, sort_order=-10)


@event.listens_for(Entity, "init", propagate=True)
def _give_an_id(target: Entity, _args: Any, kwargs: dict[str, Any]) -> None:
    kwargs.setdefault("id", uuid7())


def _now() -> datetime:
    return datetime.now(UTC)


class Versioned:
    """For the root of whatever two people may edit: the form carries the version back."""

    version: Mapped[int] = technical(Integer, nullable=False, audited=False, sort_order=90)
    # Setting it is how a part bumps its whole; the log keeps the real times.
    updated_at: Mapped[datetime] = technical(default=_now, onupdate=_now, audited=False, sort_order=91)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}
