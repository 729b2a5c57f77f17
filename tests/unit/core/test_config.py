"""What the surroundings say is read once and checked; nothing is guessed."""

from pathlib import Path

import pytest

from app.config import ConfigProblem, from_environment


def read(**environ: str):
    return from_environment({"SEKISHO_DATA": "/data", **environ})


def test_without_settings_all_lies_in_the_data_folder():
    config = read()
    assert config.database_url == config.owner_url == "sqlite:////data/sekisho.db"
    assert config.keys == Path("/data/keys")
    assert config.head == Path("/data/head/audit-head.json")
    assert (config.port, config.is_production, config.mail, config.head_export) == (8000, False, None, None)
    assert (config.idle_minutes, config.absolute_hours, config.with_scheduler) == (15, 8, True)
    assert not config.testing
    assert config.rate_limits


def test_the_folder_is_made_absolute():
    assert from_environment({}).data == Path("var").resolve()
    assert from_environment({"SEKISHO_DATA": "./other"}).data == Path("other").resolve()


def test_the_owner_may_have_a_login_of_its_own():
    config = read(DATABASE_URL="postgresql://app@h/d", SEKISHO_OWNER_DATABASE_URL="postgresql://owner@h/d")
    assert (config.database_url, config.owner_url) == ("postgresql://app@h/d", "postgresql://owner@h/d")
    assert read(DATABASE_URL="postgresql://app@h/d").owner_url == "postgresql://app@h/d"


@pytest.mark.parametrize("value", ["", " "])
def test_an_empty_setting_is_none(value):
    config = read(PORT=value, SEKISHO_HEAD_EXPORT=value, SEKISHO_SMTP_HOST=value)
    assert (config.port, config.head_export, config.mail) == (8000, None, None)


@pytest.mark.parametrize(
    "name", ["PORT", "SEKISHO_TRUSTED_PROXIES", "SEKISHO_IDLE_MINUTES", "SEKISHO_ABSOLUTE_HOURS"]
)
@pytest.mark.parametrize("value", ["-1", "8.5", "eight", "1e3", "0x10"])
def test_a_number_that_is_none_is_refused_by_name(name, value):
    with pytest.raises(ConfigProblem, match=f"{name}={value}"):
        read(**{name: value})


def test_production_is_said_and_never_inferred():
    assert read(SEKISHO_PRODUCTION="1").is_production
    for value in ("0", "", "true", "yes"):
        assert not read(SEKISHO_PRODUCTION=value).is_production


def test_the_cookie_is_secure_where_the_address_is():
    assert read(SEKISHO_PUBLIC_URL="https://sekisho.example/").cookie_secure
    assert not read(SEKISHO_PUBLIC_URL="http://localhost:8000").cookie_secure
    assert read(SEKISHO_PUBLIC_URL="https://sekisho.example/").public_url == "https://sekisho.example"


def test_a_mail_server_is_read_whole():
    mail = read(
        SEKISHO_SMTP_HOST="smtp.example", SEKISHO_SMTP_PORT="587", SEKISHO_SMTP_TLS="1", SEKISHO_SMTP_USER="u",
        SEKISHO_SMTP_PASSWORD="p", SEKISHO_MAIL_SENDER="s@example",
    ).mail  # fmt: skip
    assert mail is not None
    assert (mail.host, mail.port, mail.use_tls, mail.user, mail.sender) == (
        "smtp.example",
        587,
        True,
        "u",
        "s@example",
    )
    plain = read(SEKISHO_SMTP_HOST="smtp.example").mail
    assert plain is not None
    assert (plain.port, plain.use_tls, plain.user) == (25, False, "")


def test_the_scheduler_runs_unless_told_not_to():
    assert not read(SEKISHO_SCHEDULER="0").with_scheduler
