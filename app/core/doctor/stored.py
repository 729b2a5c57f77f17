"""Checks of the files that people handed in: their folder, and whether each is there."""

import os
import stat

from sqlalchemy import func, select

from app.core.doctor.examining import Examined, Finding, NotApplicable, check, grave, warning
from app.core.files.models import StoredFile
from app.core.files.storing import LocalFolder
from app.core.words import N_

FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@check("files_folder", N_("The folder of files can be written, by this account only."))
def files_folder(seen: Examined) -> Finding | None:
    folder = seen.config.files
    if not folder.exists():
        if seen.rows(select(func.count()).select_from(StoredFile))[0][0]:
            return grave(
                N_("The folder of files (%(folder)s) is missing, and records refer to files in it."),
                N_("Mount it, or restore it from a backup."),
                folder=folder,
            )
        raise NotApplicable  # nobody handed anything in yet
    if not folder.is_dir() or not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return grave(
            N_("The folder of files (%(folder)s) cannot be read and written."),
            N_("Give it to the account that runs Sekisho with `chown`."),
            folder=folder,
        )
    if folder.stat().st_mode & FOR_OTHERS:
        return warning(
            N_("Other accounts of this machine can look into the folder of files."),
            N_("Run `chmod 700` on it."),
        )
    return None


@check("files_present", N_("Every file that a record refers to is there."))
def files_present(seen: Examined) -> Finding | None:
    there = LocalFolder(seen.config.files)
    addresses = [row.address for row in seen.rows(select(StoredFile.address).order_by(StoredFile.id))]
    if not addresses:
        raise NotApplicable
    gone = [address for address in addresses if there.size(address) is None]
    if not gone:
        return None
    return grave(
        N_("%(count)s of %(all)s files are missing, the first is %(first)s."),
        N_("Restore them from a backup; `flask files verify` names them all."),
        count=len(gone),
        all=len(addresses),
        first=gone[0],
    )
