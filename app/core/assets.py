"""Own styles and scripts lie at an address that changes with them: a browser may keep them, and after an
upgrade it asks for the new ones. Scripts import each other by relative paths, so the version is a folder."""

import hashlib
from pathlib import Path

LENGTH = 10


def address(folder: Path) -> str:
    summed = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            summed.update(path.relative_to(folder).as_posix().encode())
            summed.update(path.read_bytes())
    return f"/static/{summed.hexdigest()[:LENGTH]}"
