"""The address of styles and scripts follows what they hold."""

from pathlib import Path

from app.core import assets


def folder(place: Path, **files: str) -> Path:
    (place / "css").mkdir(parents=True)
    for name, text in files.items():
        (place / "css" / f"{name}.css").write_text(text)
    return place


def test_the_same_files_have_the_same_address(tmp_path):
    one, other = folder(tmp_path / "one", a="x", b="y"), folder(tmp_path / "other", b="y", a="x")
    assert assets.address(one) == assets.address(other)


def test_another_content_or_name_has_another_address(tmp_path):
    first = assets.address(folder(tmp_path / "first", a="x"))
    assert first.startswith("/static/")
    assert assets.address(folder(tmp_path / "changed", a="z")) != first
    assert assets.address(folder(tmp_path / "renamed", b="x")) != first
