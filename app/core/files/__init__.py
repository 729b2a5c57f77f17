"""Files that people hand in: stored once by content, sealed, never changed, never deleted while a row refers to one.

`receiving` takes them from a form before the act's transaction begins, `keeping` stores them and knows their rows,
`sending` gives them out. What lies in the folder is ciphertext under names that tell nothing about the content.
"""

from app.core.files.keeping import Kept, Opened, attach, get, keep, open_checked
from app.core.files.models import StoredFile
from app.core.files.storing import FileDamaged, FileMissing, Store, StoreUnavailable, store

__all__ = [
    "FileDamaged",
    "FileMissing",
    "Kept",
    "Opened",
    "Store",
    "StoreUnavailable",
    "StoredFile",
    "attach",
    "get",
    "keep",
    "open_checked",
    "store",
]
