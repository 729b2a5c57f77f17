"""What the surroundings say: read once from the environment, checked, never guessed."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

# Plain http may be spoken to these only.
LOOPBACK = re.compile(r"localhost|127(?:\.\d{1,3}){3}|::1")
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
PREFIX = re.compile(r"[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*")


@dataclass(frozen=True)
class MailServer:
    host: str
    port: int = 25
    sender: str = "sekisho@localhost"
    user: str = ""
    password: str = ""
    use_tls: bool = False


@dataclass(frozen=True)
class ObjectStore:
    """A bucket of a store that speaks S3. Without a key of its own the usual places are asked for one."""

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = ""
    key_id: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")


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
    objects: ObjectStore | None = None
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
        """What people handed in, sealed, unless `objects` names another place."""
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
        objects=_objects(environ),
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


def _objects(environ: Mapping[str, str]) -> ObjectStore | None:
    given = environ.get("SEKISHO_FILES", "").strip()
    return object_store(given, environ) if given and given != "folder" else None


def object_store(address: str, environ: Mapping[str, str] = os.environ) -> ObjectStore:
    """`s3://bucket/prefix`; how to reach it and who asks stand in settings of their own."""
    scheme, _, rest = address.partition("://")
    bucket, _, prefix = rest.rstrip("/").partition("/")
    if scheme != "s3" or not BUCKET.fullmatch(bucket) or (prefix and not PREFIX.fullmatch(prefix)):
        raise ConfigProblem(f"SEKISHO_FILES={address} is neither `folder` nor s3://bucket/prefix")
    key_id = environ.get("SEKISHO_S3_KEY_ID", "").strip()
    secret = environ.get("SEKISHO_S3_SECRET", "").strip()
    if bool(key_id) != bool(secret):
        raise ConfigProblem("SEKISHO_S3_KEY_ID and SEKISHO_S3_SECRET go together; set both or neither")
    region = environ.get("SEKISHO_S3_REGION", "").strip()
    return ObjectStore(bucket, prefix, _endpoint(environ), region, key_id, secret)


def _endpoint(environ: Mapping[str, str]) -> str:
    given = environ.get("SEKISHO_S3_ENDPOINT", "").strip().rstrip("/")
    if not given:
        return ""
    try:
        parts = urlsplit(given)
        host, is_bare = parts.hostname or "", parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        host, is_bare = "", False
    if not host or not is_bare or parts.path or parts.query or parts.fragment:
        # What was given is not repeated: it may hold a password.
        raise ConfigProblem("SEKISHO_S3_ENDPOINT is not an address such as https://s3.bank.example")
    if parts.scheme != "https" and not (parts.scheme == "http" and LOOPBACK.fullmatch(host)):
        raise ConfigProblem(
            "SEKISHO_S3_ENDPOINT must begin with https; only this machine may be asked without"
        )
    return given
