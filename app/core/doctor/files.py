"""Checks of folders and files: keys, data, the head of the log kept elsewhere."""

import os
import shutil
import stat
from datetime import timedelta
from pathlib import Path

from app.core.audit.head import read
from app.core.doctor.examining import Examined, Finding, NotApplicable, check, grave, note, warning
from app.core.words import N_

FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO
LITTLE = 1024**3
TOO_LITTLE = 100 * 1024**2
LATE = timedelta(minutes=10)


def _master_key(seen: Examined) -> Path:
    return seen.config.master_key_file or seen.config.keys / "master.key"


def _key_files(seen: Examined) -> list[Path]:
    found = [path for path in (_master_key(seen), seen.config.keys / "ring.json") if path.exists()]
    if not found:
        raise NotApplicable
    return found


@check("keys_present", N_("The keys are there."))
def keys_present(seen: Examined) -> Finding | None:
    missing = [p.name for p in (_master_key(seen), seen.config.keys / "ring.json") if not p.exists()]
    if not missing:
        return None
    return grave(
        N_("Keys are missing: %(names)s."),
        N_("Restore them from their own backup. On a new instance `flask db upgrade` makes them."),
        names=", ".join(missing),
    )


@check("key_permissions", N_("Only this account can read the keys."))
def key_permissions(seen: Examined) -> Finding | None:
    open_ones = [path.name for path in _key_files(seen) if path.stat().st_mode & FOR_OTHERS]
    if not open_ones:
        return None
    return grave(
        N_("Other accounts of this machine can read keys: %(names)s."),
        N_("Run `chmod 600` on them, and change the keys if somebody else may have read them."),
        names=", ".join(open_ones),
    )


@check("key_owner", N_("The keys belong to the account that runs Sekisho."))
def key_owner(seen: Examined) -> Finding | None:
    foreign = [path.name for path in _key_files(seen) if path.stat().st_uid != os.geteuid()]
    if not foreign:
        return None
    return warning(
        N_("Keys belong to another account: %(names)s."),
        N_("Run Sekisho by an account of its own, and give it its keys with `chown`."),
        names=", ".join(foreign),
    )


@check("master_key_place", N_("The master key lies apart from the data."))
def master_key_place(seen: Examined) -> Finding | None:
    if not _master_key(seen).resolve().is_relative_to(seen.config.data.resolve()):
        return None
    level = warning if seen.config.is_production else note
    return level(
        N_("The master key lies beside the data: whoever copies the folder can read everything."),
        N_("Move it elsewhere and set SEKISHO_MASTER_KEY_FILE."),
    )


@check("data_permissions", N_("Only this account can look into the data folder."))
def data_permissions(seen: Examined) -> Finding | None:
    folder = seen.config.data
    if not folder.exists():
        raise NotApplicable
    if not folder.stat().st_mode & stat.S_IRWXO:
        return None
    level = grave if seen.config.is_production else warning
    return level(
        N_("Every account of this machine can look into the data folder."),
        N_("Run `chmod 700` on it."),
    )


@check("data_writable", N_("The data folder can be written."))
def data_writable(seen: Examined) -> Finding | None:
    if seen.config.data.is_dir() and os.access(seen.config.data, os.W_OK | os.X_OK):
        return None
    return grave(
        N_("The data folder (%(folder)s) is missing or cannot be written."),
        N_("Make it, or set SEKISHO_DATA to another."),
        folder=seen.config.data,
    )


@check("free_space", N_("There is room on the disk."))
def free_space(seen: Examined) -> Finding | None:
    if not seen.config.data.exists():
        raise NotApplicable
    free = shutil.disk_usage(seen.config.data).free
    if free >= LITTLE:
        return None
    level = grave if free < TOO_LITTLE else warning
    return level(
        N_("Only %(free)s MB are free for data."), N_("Make room before saving fails."), free=free // 1024**2
    )


@check("head_export", N_("The head of the audit log is kept elsewhere as well."))
def head_export(seen: Examined) -> Finding | None:
    if seen.config.head_export is not None:
        return None
    level = warning if seen.config.is_production else note
    return level(
        N_(
            "The audit log's head lies beside the database only: whoever can change both could shorten the log."
        ),
        N_("Set SEKISHO_HEAD_EXPORT to a file on another machine's disk."),
    )


@check("head_export_place", N_("The copy of the head lies on another disk."))
def head_export_place(seen: Examined) -> Finding | None:
    place = seen.config.head_export
    if place is None:
        raise NotApplicable
    folder = _first_existing(place.parent)
    data = _first_existing(seen.config.data)
    is_beside = place.resolve().is_relative_to(seen.config.data.resolve())
    if not is_beside and folder.stat().st_dev != data.stat().st_dev:
        return None
    return warning(
        N_("The copy of the audit log's head lies on the same disk as the data."),
        N_("Set SEKISHO_HEAD_EXPORT to a file on another machine's disk."),
    )


def _first_existing(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.exists())


@check("head_export_fresh", N_("The copy of the head is fresh."))
def head_export_fresh(seen: Examined) -> Finding | None:
    place = seen.config.head_export
    here = read(seen.config.head) if seen.config.head.exists() else None
    if place is None or here is None:
        raise NotApplicable
    there = read(place) if place.exists() else None
    since = seen.at.timestamp() - seen.config.head.stat().st_mtime
    if (there is not None and there.number >= here.number) or since < LATE.total_seconds():
        return None
    return warning(
        N_("The copy of the audit log's head is behind: %(there)s instead of %(here)s."),
        N_("Look whether its disk can be reached, and whether jobs run."),
        there=there.number if there else 0,
        here=here.number,
    )
