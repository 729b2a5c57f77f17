"""What is done with all files together: prove them, wrap their keys anew, take away what nobody refers to."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from app.core import keys
from app.core.audit import SecurityEvent
from app.core.context import Context
from app.core.db import db
from app.core.files.keeping import ORPHAN_AFTER, _key, key_id_of, open_checked, wrap
from app.core.files.models import StoredFile
from app.core.files.storing import FileDamaged, FileMissing, Store, store

BATCH = 200
DAMAGED, REWRAPPED, COPIED = "file:damaged", "file:rewrapped", "file:copied"


@dataclass(frozen=True)
class Fault:
    """`why` is for the operator; `is_missing` tells a lost file from a changed one."""

    file_id: str
    address: str
    sha256: str
    why: str
    is_missing: bool


@dataclass
class Examination:
    files: int = 0
    size: int = 0
    orphans: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.faults


def rows() -> Iterator[StoredFile]:
    """All of them in batches, each in a short reading transaction of its own."""
    last = None
    while True:
        with db.scope():
            query = select(StoredFile).order_by(StoredFile.id).limit(BATCH)
            found = list(db.session.scalars(query.where(StoredFile.id > last) if last else query))
        yield from found
        if len(found) < BATCH:
            return
        last = found[-1].id


def verify() -> Examination:
    """Every row's file is there, opens, and is what was handed in."""
    there, seen = store(), Examination()
    # The folder first: what is stored while this runs has its row later, and is no orphan.
    lying = {address for address, _ in there.addresses()}
    known = set()
    for row in rows():
        known.add(row.address)
        seen.files, seen.size = seen.files + 1, seen.size + row.size
        try:
            open_checked(row, there).close()
        except FileDamaged as fault:
            seen.faults.append(_fault(row, fault))
    seen.orphans = len(lying - known)
    return seen


def _fault(row: StoredFile, fault: FileDamaged) -> Fault:
    is_missing = isinstance(fault, FileMissing)
    why = "not there" if is_missing else str(fault)
    return Fault(str(row.id), row.address, row.sha256, why, is_missing)


@dataclass
class Copying:
    copied: int = 0
    were_there: int = 0
    remaining: int = 0
    faults: list[Fault] = field(default_factory=list)


def copy(target: Store, most: int | None = None) -> Copying:
    """Every row's file into another store, proved there. What is there is passed over, so that one that was
    stopped goes on; `most` ends it after so many. Files that no row refers to stay behind."""
    source, seen = store(), Copying()
    # A file is there whole or not at all: that it is listed is enough.
    lying = {address for address, _ in target.addresses()}
    for row in rows():
        if row.address in lying:
            seen.were_there += 1
        elif most is not None and seen.copied >= most:
            seen.remaining += 1
        else:
            try:
                _copy(row, source, target)
            except FileDamaged as fault:
                seen.faults.append(_fault(row, fault))
            else:
                seen.copied += 1
    return seen


def _copy(row: StoredFile, source: Store, target: Store) -> None:
    with source.open(row.address) as sealed:
        target.put(row.address, lambda place: shutil.copyfileobj(sealed, place))
    try:
        open_checked(row, target).close()
    except FileDamaged:
        target.remove(row.address)  # damaged where it came from
        raise


def sweep(at: datetime) -> int:
    """Files that no row refers to, a day after they were written: what an upload left that was never saved."""
    there, before = store(), (at - ORPHAN_AFTER).timestamp()
    old = [address for address, written in there.addresses() if written < before]
    count = 0
    for start in range(0, len(old), BATCH):
        some = old[start : start + BATCH]
        with db.scope():
            known = set(db.session.scalars(select(StoredFile.address).where(StoredFile.address.in_(some))))
        for address in some:
            if address not in known:
                there.remove(address)
                count += 1
    return count + there.clear_unfinished(before)


def rewrap(limit: int = BATCH) -> int:
    """Wrap some files' keys under the ring's present key; the files stay as they are. Call until it answers 0."""
    current = keys.ring.current["data"]
    query = select(StoredFile).where(StoredFile.key_id != current).order_by(StoredFile.id).limit(limit)
    found = list(db.session.scalars(query))
    for row in found:
        row.wrapped_key = wrap(row.id, _key(row.id, row.wrapped_key))
        row.key_id = key_id_of(row.wrapped_key)
    db.session.flush()
    return len(found)


def note_rewrapped(ctx: Context, count: int) -> None:
    detail = f"{count} under {keys.ring.current['data']}"
    event = SecurityEvent(at=ctx.at, kind=REWRAPPED, user_id=ctx.actor_id, address="", detail=detail)
    db.session.add(event)


def note_copied(ctx: Context, count: int, place: str) -> None:
    event = SecurityEvent(
        at=ctx.at, kind=COPIED, user_id=ctx.actor_id, address="", detail=f"{count} to {place}"
    )
    db.session.add(event)


def note_damage(ctx: Context, stored_id: str, why: str, address: str = "") -> None:
    """`address` is of the person who met it, if it was one."""
    detail = f"stored_file {stored_id}: {why}"
    event = SecurityEvent(at=ctx.at, kind=DAMAGED, user_id=ctx.actor_id, address=address, detail=detail)
    db.session.add(event)
