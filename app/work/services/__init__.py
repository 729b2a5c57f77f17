"""One function per act of work; `tasks`, `deciding`, `recording`, `findings`, `documents`, `moving` hold them."""

# Loaded here so that from the first finding on each is found by its words.
from app.work import indexing
from app.work.services.deciding import approve, expire_due, open_approval, refuse, withdraw
from app.work.services.documents import (
    DocumentFacts,
    add_document,
    edit_document,
    note_download,
    replace_file,
    withdraw_document,
)
from app.work.services.findings import edit_finding, move_finding, raise_finding
from app.work.services.moving import hand_over_work
from app.work.services.recording import Ringi, record_ringi
from app.work.services.tasks import cancel_task, close_tasks_of, complete_task, open_task, reassign_task

__all__ = [
    "DocumentFacts",
    "Ringi",
    "add_document",
    "approve",
    "cancel_task",
    "close_tasks_of",
    "complete_task",
    "edit_document",
    "edit_finding",
    "expire_due",
    "hand_over_work",
    "indexing",
    "move_finding",
    "note_download",
    "open_approval",
    "open_task",
    "raise_finding",
    "reassign_task",
    "record_ringi",
    "refuse",
    "replace_file",
    "withdraw",
    "withdraw_document",
]
