"""Put every message that no catalogue holds yet into the catalogue of its package, untranslated."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import normalize

from scripts.message_sources import Use, catalogue_paths, extract, home, key, load

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "ja"
HEAD = """msgid ""
msgstr ""
"Project-Id-Version: Sekisho\\n"
"Language: ja\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n\""""


def path_for(folder: Path) -> Path:
    return folder / "translations" / LANGUAGE / "LC_MESSAGES" / "messages.po"


def place(app: Path, uses: list[Use]) -> Path:
    """Words said by several packages belong to none of them."""
    homes = {home(app, use.path) for use in uses}
    return path_for(homes.pop() if len(homes) == 1 else app)


def save(path: Path, catalog: Catalog) -> None:
    """Plain entries in order; the head stays as people wrote it, so that a change shows only what changed."""
    head = path.read_text(encoding="utf-8").split("\n\nmsg", 1)[0].strip() if path.exists() else HEAD
    entries = sorted(
        (message for message in catalog if message.id), key=lambda m: (key(m)[0], m.context or "")
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "\n\n".join([head, *(entry(message) for message in entries)])
    path.write_text(text + "\n", encoding="utf-8")


def entry(message: Message) -> str:
    lines = [f"# {comment}" for comment in message.user_comments]
    lines += ["#, fuzzy"] if message.fuzzy else []
    lines += [f"msgctxt {normalize(message.context, width=0)}"] if message.context else []
    if isinstance(message.id, str):
        lines += [f"msgid {normalize(message.id, width=0)}"]
        lines += [f"msgstr {normalize(str(message.string or ''), width=0)}"]
    else:
        lines += [f"msgid {normalize(message.id[0], width=0)}"]
        lines += [f"msgid_plural {normalize(message.id[1], width=0)}"]
        lines += [f"msgstr[{n}] {normalize(text, width=0)}" for n, text in enumerate(message.string or [""])]
    return "\n".join(lines)


def update(app: Path) -> dict[Path, list[str]]:
    """Return the message ids that were added, by catalogue."""
    known = {key(message) for path in catalogue_paths(app, LANGUAGE) for message in load(path)}
    missing: dict[tuple[str, str | None], list[Use]] = {}
    for use in extract(app):
        if use.key not in known:
            missing.setdefault(use.key, []).append(use)
    added: dict[Path, list[str]] = {}
    catalogs: dict[Path, Catalog] = {}
    for (msgid, context), uses in missing.items():
        path = place(app, uses)
        if path not in catalogs:
            catalogs[path] = load(path) if path.exists() else Catalog(locale=LANGUAGE, fuzzy=False)
        plural = next((use.plural for use in uses if use.plural), "")
        catalogs[path].add((msgid, plural) if plural else msgid, context=context)
        added.setdefault(path, []).append(msgid)
    for path, catalog in catalogs.items():
        save(path, catalog)
    return added


def main() -> int:
    added = update(ROOT / "app")
    for path, msgids in sorted(added.items()):
        print(f"{path.relative_to(ROOT)}: {len(msgids)} to translate")
        for msgid in sorted(msgids):
            print(f"  {msgid}")
    if not added:
        print("Every message is in a catalogue.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
