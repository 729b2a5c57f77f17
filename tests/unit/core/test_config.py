"""What the surroundings say is read once and checked; nothing is guessed."""

from pathlib import Path

import pytest

from app.config import ConfigProblem, ObjectStore, from_environment


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


def test_files_lie_in_the_folder_unless_a_bucket_is_named():
    for value in ("", " ", "folder"):
        assert read(SEKISHO_FILES=value).objects is None
    plain = read(SEKISHO_FILES="s3://tsubame-evidence").objects
    assert plain == ObjectStore("tsubame-evidence")
    assert plain.name == "s3://tsubame-evidence"
    full = read(
        SEKISHO_FILES="s3://tsubame-evidence/sekisho/files/", SEKISHO_S3_ENDPOINT="https://s3.tsubame.example:9000/",
        SEKISHO_S3_REGION="jp-east", SEKISHO_S3_KEY_ID="AK", SEKISHO_S3_SECRET="hidden",
    ).objects  # fmt: skip
    assert full == ObjectStore(
        "tsubame-evidence", "sekisho/files", "https://s3.tsubame.example:9000", "jp-east", "AK", "hidden"
    )
    assert full.name == "s3://tsubame-evidence/sekisho/files"
    assert "hidden" not in repr(full)


@pytest.mark.parametrize(
    "value",
    ["/srv/files", "s3://", "s3://A/b", "s3://bucket/../x y", "s3://bucket//a", "gs://bucket", "s3:/bucket"],
)
def test_an_address_of_no_store_is_refused_by_name(value):
    with pytest.raises(ConfigProblem, match="SEKISHO_FILES="):
        read(SEKISHO_FILES=value)


@pytest.mark.parametrize(
    "value",
    [
        "http://s3.tsubame.example", "http://127.0.0.1.evil.example", "ftp://localhost", "s3.tsubame.example",
        "https://", "https://u:hidden@s3.example", "https://s3.example/path", "https://s3.example?x=1",
        "https://[", "https://s3.example:99999",
    ],
)  # fmt: skip
def test_an_endpoint_in_the_clear_or_with_more_than_a_host_is_refused(value):
    with pytest.raises(ConfigProblem, match="SEKISHO_S3_ENDPOINT") as refusal:
        read(SEKISHO_FILES="s3://bucket", SEKISHO_S3_ENDPOINT=value)
    assert "hidden" not in str(refusal.value)


@pytest.mark.parametrize("value", ["http://localhost:9000", "http://127.0.0.1:9000", "http://[::1]:9000"])
def test_this_machine_may_be_asked_in_the_clear(value):
    found = read(SEKISHO_FILES="s3://bucket", SEKISHO_S3_ENDPOINT=value).objects
    assert found is not None
    assert found.endpoint == value


@pytest.mark.parametrize("name", ["SEKISHO_S3_KEY_ID", "SEKISHO_S3_SECRET"])
def test_half_a_key_is_refused_without_being_shown(name):
    with pytest.raises(ConfigProblem, match="go together") as refusal:
        read(SEKISHO_FILES="s3://bucket", **{name: "hidden"})
    assert "hidden" not in str(refusal.value)
