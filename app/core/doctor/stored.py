"""Checks of the files that people handed in: where they lie, and whether each is there."""

import os
import stat

from sqlalchemy import func, select

from app.core.doctor.examining import Examined, Finding, Level, NotApplicable, check, grave, note, warning
from app.core.files.models import StoredFile
from app.core.files.storing import Store, StoreRefuses, StoreUnavailable, store_of
from app.core.words import N_

FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO
# A bucket tells a thousand in one answer; more than some answers would keep a start or a page waiting.
MOST_LISTED = 10_000


@check("files_folder", N_("The folder of files can be written, by this account only."))
def files_folder(seen: Examined) -> Finding | None:
    if seen.config.objects is not None:
        raise NotApplicable
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


@check("files_store", N_("The store of files answers."))
def files_store(seen: Examined) -> Finding | None:
    """An instance may start while its store is away: only who hands in or takes a file notices. One that refuses
    stays refusing."""
    if seen.config.objects is None:
        raise NotApplicable
    from app.core.files.objects import opened

    place = seen.config.objects.name
    try:
        opened(seen.config.objects).probe()
    except StoreRefuses as refusal:
        return grave(
            N_("The store of files (%(place)s) refuses: %(problem)s."),
            N_("Look at SEKISHO_FILES, the bucket, and the key and its rights."),
            place=place,
            problem=str(refusal).removeprefix(f"{place}: "),
        )
    except StoreUnavailable as fault:
        return warning(
            N_("The store of files (%(place)s) does not answer: %(problem)s."),
            N_(
                "Look at SEKISHO_S3_ENDPOINT and the link to it. "
                "Until it answers, files can be neither handed in nor taken."
            ),
            place=place,
            problem=str(fault).removeprefix(f"{place}: "),
        )
    return Finding(Level.OK, N_("Files lie in %(place)s, which answers."), params={"place": place})


@check("files_present", N_("Every file that a record refers to is there."))
def files_present(seen: Examined) -> Finding | None:
    addresses = [row.address for row in seen.rows(select(StoredFile.address).order_by(StoredFile.id))]
    if not addresses:
        raise NotApplicable
    if seen.config.objects is not None and len(addresses) > MOST_LISTED:
        return note(
            N_("There are too many files (%(count)s) to look for each of them here."),
            N_("Every night they are compared; `flask files verify` does it at once."),
            count=len(addresses),
        )
    gone = _gone(seen, addresses)
    if not gone:
        return None
    return grave(
        N_("%(count)s of %(all)s files are missing, the first is %(first)s."),
        N_("Restore them from a backup; `flask files verify` names them all."),
        count=len(gone),
        all=len(addresses),
        first=gone[0],
    )


def _gone(seen: Examined, addresses: list[str]) -> list[str]:
    there: Store = store_of(seen.config)
    if seen.config.objects is None:
        return [address for address in addresses if there.size(address) is None]
    try:
        lying = {address for address, _ in there.addresses()}
    except StoreUnavailable:
        raise NotApplicable from None  # said by `files_store`
    return [address for address in addresses if address not in lying]
