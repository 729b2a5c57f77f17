"""An instance to measure: a fresh database with made-up organisations, and a signed-in browser's cookie."""

import random
import secrets
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import create_engine, insert, text

from app import create_app
from app.config import Config
from app.core import audit, keys, schema
from app.core.context import system_context
from app.core.db import db
from app.core.ids import uuid7
from app.core.search import SearchEntry
from app.core.text import fold_company, grams, sort_key
from app.identity.models import Grant, GrantState, Unit, User, WebSession
from app.identity.roles import Role
from app.identity.services import begin_session
from app.identity.sessions import COOKIE, ServerSession, _hash, _seal
from app.register.models import NoNumberReason, Organisation, OrganisationKind
from bench import chains
from bench.acts import BenchAct
from tests.servers import postgres_database

BATCH = 5000
UNITS = 40
PLACES = ("東京", "大阪", "名古屋", "札幌", "福岡", "仙台", "広島", "横浜", "京都", "神戸", "新潟", "金沢")
TRADES = ("情報", "印刷", "警備", "輸送", "電算", "通信", "設備", "保守", "文書", "発送", "清掃", "開発")
KANA = (
    "ジョウホウ", "インサツ", "ケイビ", "ユソウ", "デンサン", "ツウシン",
    "セツビ", "ホシュ", "ブンショ", "ハッソウ", "セイソウ", "カイハツ",
)  # fmt: skip
COUNTRIES = ("JP", "JP", "JP", "JP", "JP", "JP", "JP", "US", "US", "SG", "IE", "IN")


def config_for(folder: Path, url: str, owner: str) -> Config:
    folder.mkdir(parents=True, exist_ok=True)
    config = Config(
        data=folder, database_url=url, owner_url=owner, testing=False, with_scheduler=False, rate_limits=False
    )
    keys.create(config.keys)
    return config


def config_at(place: Path, kind: str, name: str) -> Config:
    """A database of this kind, not yet migrated; `name`: of the one on PostgreSQL."""
    if kind == "sqlite":
        url = owner = f"sqlite:///{place / 'bench.db'}"
    else:
        url, owner = postgres_database(name)
    return config_for(place, url, owner)


def migrate(config: Config) -> float:
    began = time.perf_counter()
    schema.upgrade(config.owner_url, config.data / "schema.lock")
    return time.perf_counter() - began


def fill(config: Config, count: int) -> str:
    """Seed and return the session cookie of a vendor manager."""
    app = create_app(config)
    with app.app_context(), db.scope(writes=True):
        user, units = _person()
        db.session.commit()
        parties = []
        for batch in _organisations(count):
            connection = db.session.connection()
            connection.execute(insert(Organisation), [row for row, _ in batch])
            connection.execute(insert(SearchEntry), [entry for _, entry in batch])
            parties += [row for row, _ in batch]
            db.session.commit()
        chains.seed(db.session.connection(), parties, units, user.id)
        db.session.commit()
        cookie = _cookie(user)
        db.session.commit()
    analyse(config.owner_url)
    db.engine.dispose()
    return cookie


def analyse(owner_url: str) -> None:
    """What the database does by itself within a minute of such a load."""
    engine = create_engine(owner_url)
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()


def _person() -> tuple[User, list[UUID]]:
    ctx = system_context(datetime.now(UTC), "bench")
    unit = Unit(code="000", name="つばめ銀行", name_kana="", path="", sort_key="1")
    unit.path = f"/{unit.id}/"
    below = [
        Unit(code=f"{n:03d}", name=f"第{n}部", name_kana="", path="", sort_key=f"1{n:03d}", parent_id=unit.id)
        for n in range(1, UNITS)
    ]
    for one in below:
        one.path = f"{unit.path}{one.id}/"
    user = User(email="bench@tsubame.example", name="計測 太郎", fs_uniquifier=uuid4().hex, sort_key="1")
    db.session.add_all([unit, *below, user])
    db.session.flush()
    grant = Grant(
        user_id=user.id,
        role=Role.VENDOR_MANAGER,
        unit_id=unit.id,
        from_on=date(2020, 4, 1),
        state=GrantState.ACTIVE,
    )
    db.session.add(grant)
    audit.record(ctx, BenchAct.SEEDED, unit, *below, user, grant)
    return user, [unit.id, *(one.id for one in below)]


def _cookie(user: User) -> str:
    now = datetime.now(UTC)
    held = ServerSession()
    held.update(_user_id=user.fs_uniquifier, _fresh=True, fs_cc="set", fs_paa=now.timestamp())
    begin_session(held, user, now)
    token = secrets.token_urlsafe(32)
    assert held.new_grants is not None
    row = WebSession(
        token_hash=_hash(token), user_id=user.id, sealed="", grants=held.new_grants[0],
        grants_until_on=held.new_grants[1], created_at=now, seen_at=now, address="127.0.0.1", browser="bench",
    )  # fmt: skip
    row.sealed = _seal(row.id, held)
    db.session.add(row)
    return f"{COOKIE}={token}"


def _organisations(count: int) -> Iterator[list[tuple[dict[str, object], dict[str, object]]]]:
    chance = random.Random(20261120)
    parents: list[UUID] = []
    batch = []
    for number in range(count):
        row = _organisation(chance, number, parents)
        batch.append((row, _entry(row)))
        if number % 50 == 0:
            parents.append(row["id"])  # type: ignore[arg-type]
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _organisation(chance: random.Random, number: int, parents: list[UUID]) -> dict[str, object]:
    trade = chance.randrange(len(TRADES))
    place = chance.choice(PLACES)
    name = f"株式会社{place}{TRADES[trade]}{number:06d}"
    kana = f"{KANA[trade]}{number:06d}"
    return {
        "id": uuid7(), "name": name, "name_kana": kana, "name_latin": f"Company {number:06d}",
        "sort_key": sort_key(kana, "", name), "kind": OrganisationKind.COMPANY, "country": chance.choice(COUNTRIES),
        "no_number_reason": NoNumberReason.NOT_YET_CHECKED, "no_number_note": "", "address": f"{place}一丁目",
        "representative": "", "website": "", "note": "", "version": 1, "updated_at": datetime.now(UTC),
        "parent_id": chance.choice(parents) if parents and number % 5 == 0 else None,
    }  # fmt: skip


def _entry(row: dict[str, object]) -> dict[str, object]:
    texts = (row["name"], row["name_kana"], row["name_latin"], fold_company(str(row["name"])))
    return {
        "kind": "organisation", "record_id": row["id"], "title": row["name"], "detail": row["country"],
        "sort_key": row["sort_key"], "grams": " ".join(grams(str(t)) + " x" for t in texts),
        "organisation_id": row["id"],
    }  # fmt: skip
