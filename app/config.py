"""What the surroundings say: read once from the environment, checked, never guessed."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class MailServer:
    host: str
    port: int = 25
    sender: str = "sekisho@localhost"
    user: str = ""
    password: str = ""
    use_tls: bool = False


@dataclass(frozen=True)
class Config:
    """`database_url` is the login of the application; `owner_url` the one that may change the schema."""

    data: Path
    database_url: str
    owner_url: str
    port: int = 8000
    is_production: bool = False
    head_export: Path | None = None
    master_key_file: Path | None = None
    mail: MailServer | None = None
    trusted_proxies: int = 0
    public_url: str = ""
    cookie_secure: bool = False
    idle_minutes: int = 15
    absolute_hours: int = 8
    fresh_minutes: int = 15
    with_scheduler: bool = True
    testing: bool = False
    rate_limits: bool = True
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def keys(self) -> Path:
        return self.data / "keys"

    @property
    def head(self) -> Path:
        return self.data / "head" / "audit-head.json"

    @property
    def files(self) -> Path:
        """What people handed in, sealed."""
        return self.data / "files"

    @property
    def demonstration_mark(self) -> Path:
        """Exists only in an instance that `make run` created for demonstration."""
        return self.data / "demonstration"


class ConfigProblem(RuntimeError):
    """A setting of the surroundings is not usable; the text says which and how to mend it."""


def from_environment(environ: Mapping[str, str] = os.environ) -> Config:
    data = Path(environ.get("SEKISHO_DATA", "var")).resolve()
    url = environ.get("DATABASE_URL", "") or f"sqlite:///{data / 'sekisho.db'}"
    return Config(
        data=data,
        database_url=url,
        owner_url=environ.get("SEKISHO_OWNER_DATABASE_URL", "") or url,
        port=_number(environ, "PORT", 8000),
        is_production=environ.get("SEKISHO_PRODUCTION", "") == "1",
        head_export=_path(environ, "SEKISHO_HEAD_EXPORT"),
        master_key_file=_path(environ, "SEKISHO_MASTER_KEY_FILE"),
        mail=_mail(environ),
        trusted_proxies=_number(environ, "SEKISHO_TRUSTED_PROXIES", 0),
        public_url=environ.get("SEKISHO_PUBLIC_URL", "").rstrip("/"),
        cookie_secure=environ.get("SEKISHO_PUBLIC_URL", "").startswith("https://"),
        idle_minutes=_number(environ, "SEKISHO_IDLE_MINUTES", 15),
        absolute_hours=_number(environ, "SEKISHO_ABSOLUTE_HOURS", 8),
        with_scheduler=environ.get("SEKISHO_SCHEDULER", "1") == "1",
    )


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    given = environ.get(name, "").strip()
    if not given:
        return default
    if not given.isdecimal():
        raise ConfigProblem(f"{name}={given} is not a whole number")
    return int(given)


def _path(environ: Mapping[str, str], name: str) -> Path | None:
    given = environ.get(name, "").strip()
    return Path(given).resolve() if given else None


def _mail(environ: Mapping[str, str]) -> MailServer | None:
    host = environ.get("SEKISHO_SMTP_HOST", "").strip()
    if not host:
        return None
    return MailServer(
        host=host,
        port=_number(environ, "SEKISHO_SMTP_PORT", 25),
        sender=environ.get("SEKISHO_MAIL_SENDER", "sekisho@localhost"),
        user=environ.get("SEKISHO_SMTP_USER", ""),
        password=environ.get("SEKISHO_SMTP_PASSWORD", ""),
        use_tls=environ.get("SEKISHO_SMTP_TLS", "") == "1",
    )
