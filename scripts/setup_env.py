"""Set the project up on a machine that has nothing but Python and make.

Standard library only, because nothing is installed yet. What was done is remembered as a digest
of the files it was done from, so a second run costs a few file reads and a changed file repeats it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
SETUP_VENV = ROOT / ".venv-setup"
OLDEST = (3, 11)
SYSTEM_PACKAGES = ("chromium", "fonts-noto-cjk", "poppler-utils", "poppler-data")


class SetupError(Exception):
    """The set-up cannot go on by itself; the text says what to do."""


def say(text: str) -> None:
    print(f"set-up: {text}", flush=True)


def run(*command: str | Path, quiet: bool = False) -> None:
    """Run one step and let its own words explain a failure."""
    output = subprocess.DEVNULL if quiet else None
    done = subprocess.run([str(part) for part in command], cwd=ROOT, stdout=output, check=False)
    if done.returncode:
        raise SetupError(f"this step failed: {' '.join(str(part) for part in command)}")


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def digest(*paths: Path) -> str:
    total = hashlib.sha256(sys.version.encode())
    for path in paths:
        total.update(path.read_bytes())
    return total.hexdigest()


def works(venv: Path) -> bool:
    """A moved folder or an upgraded Python leaves a venv whose interpreter or tools no longer start."""
    marker = venv / "made-at"
    return (venv / "bin" / "python").exists() and marker.is_file() and marker.read_text() == str(venv)


def apt_install(packages: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        say(f"apt-get {' '.join(command)}")
        done = subprocess.run(
            ["apt-get", "-q", *command], env=environment, stdout=subprocess.DEVNULL, check=False
        )
        if done.returncode:
            raise SetupError(f"apt-get {' '.join(command)} failed; see its words above.")


def ensure_venv_module() -> None:
    """Debian ships python3 without the part that makes virtual environments."""
    probe = subprocess.run([sys.executable, "-c", "import ensurepip, venv"], capture_output=True, check=False)
    if probe.returncode == 0:
        return
    packages = [f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"]
    command = f"apt-get install {' '.join(packages)}"
    if not shutil.which("apt-get"):
        raise SetupError("this Python cannot make virtual environments; install its ensurepip module.")
    if not is_root():
        raise SetupError(f"this Python cannot make virtual environments. Please run: sudo {command}")
    apt_install(packages)


def make_venv(folder: Path, *options: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    run(sys.executable, "-m", "venv", *options, folder)
    (folder / "made-at").write_text(str(folder))


def ensure_installer() -> Path:
    """The installer lives apart, so that it is no part of what it installs."""
    pins = ROOT / "requirements" / "setup.txt"
    stamp = SETUP_VENV / "stamp"
    if not (works(SETUP_VENV) and stamp.is_file() and stamp.read_text() == digest(pins)):
        say("installing the installer (uv)")
        ensure_venv_module()
        make_venv(SETUP_VENV)
        pip = (SETUP_VENV / "bin" / "python", "-m", "pip", "--disable-pip-version-check")
        run(*pip, "install", "--quiet", "--require-hashes", "-r", pins)
        stamp.write_text(digest(pins))
    return SETUP_VENV / "bin" / "uv"


def install(kind: str) -> None:
    """Bring .venv to the pinned packages; the test set contains the run-time set."""
    pins = ROOT / "requirements" / {"run": "runtime.txt", "test": "test.txt"}[kind]
    stamp = VENV / f"stamp-{kind}"
    wanted = digest(pins)
    if works(VENV) and stamp.is_file() and stamp.read_text() == wanted:
        return
    uv = ensure_installer()
    if not works(VENV):
        say("making .venv")
        make_venv(VENV, "--without-pip")
    say(f"installing the packages of {pins.relative_to(ROOT)}")
    link = ("--link-mode", "copy")  # a cache on another disk would otherwise cost a warning per package
    options = ("--quiet", "--require-hashes", "--python", VENV / "bin" / "python")
    run(uv, "pip", "install", *options, *link, "-r", pins)
    for other in VENV.glob("stamp-*"):
        other.unlink()  # two sets with different pins must not both look fresh
    stamp.write_text(wanted)
    if kind == "test" and contains(pins, ROOT / "requirements" / "runtime.txt"):
        (VENV / "stamp-run").write_text(digest(ROOT / "requirements" / "runtime.txt"))


def contains(whole: Path, part: Path) -> bool:
    def pinned(path: Path) -> set[str]:
        return {line.split(";")[0].strip(" \\") for line in path.read_text().splitlines() if "==" in line}

    return pinned(part) <= pinned(whole)


def compile_messages() -> None:
    """Only ask for the compiler, which costs an import, when some catalogue is newer than its result."""
    sources = (ROOT / "app").glob("**/translations/*/LC_MESSAGES/*.po")
    for source in sources:
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns:
            run(VENV / "bin" / "python", "-m", "scripts.compile_messages")
            return


def missing_packages() -> list[str]:
    """Which of the test packages this machine lacks."""
    if not shutil.which("dpkg-query"):
        programs = {"chromium": "chromium", "poppler-utils": "pdftotext"}
        return [package for package, program in programs.items() if not shutil.which(program)]
    query = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *SYSTEM_PACKAGES]
    found = subprocess.run(query, capture_output=True, text=True, check=False).stdout.splitlines()
    return [package for package in SYSTEM_PACKAGES if f"{package} installed" not in found]


def install_system_packages() -> None:
    missing = missing_packages()
    if not missing:
        return
    if not shutil.which("apt-get"):
        raise SetupError(f"the tests need these programs, please install them: {', '.join(missing)}")
    if not is_root():
        command = f"sudo apt-get update && sudo apt-get install -y {' '.join(missing)}"
        raise SetupError(f"the tests need some Debian packages. Please run: {command}")
    apt_install(missing)


def use_a_new_enough_python() -> None:
    """`python3` may be an old one while a newer one is installed beside it."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(20, OLDEST[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, "-I", *sys.argv])  # nosec B606
    raise SetupError("Sekisho needs Python 3.11 or newer. Install it, or name one: make PYTHON=python3.12")


def main() -> int:
    step = sys.argv[1] if len(sys.argv) == 2 else ""
    if step not in ("run", "test", "system"):
        print("usage: setup_env.py run|test|system", file=sys.stderr)
        return 2
    try:
        use_a_new_enough_python()
        if step == "system":
            install_system_packages()
        else:
            install(step)
            compile_messages()
    except SetupError as error:
        print(f"set-up: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
