"""The bucket when the way to it, its answers or its settings are not as they should be."""

import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.core import deadline
from app.core.files import objects, storing
from app.core.files.objects import S3Store
from app.core.files.storing import FileMissing, StoreRefuses, StoreUnavailable
from tests.architecture.repository import ROOT
from tests.buckets import Bucket, Link, Pair, bucket, silent

ADDRESS = "ab" * 32 + "-" + "0" * 32
CONTENT = os.urandom(300_000)
SILENT = 0.4
# What a busy machine needs beside it; a peer that is waited for would take much longer.
SLACK = 5.0


@pytest.fixture(scope="module")
def there() -> Bucket:
    return bucket()


@pytest.fixture(autouse=True)
def empty(there: Bucket) -> Iterator[None]:
    yield
    there.lose(ADDRESS)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence is noticed sooner, so that tests need not wait."""
    monkeypatch.setattr(objects, "SILENT_SECONDS", SILENT)
    monkeypatch.setattr(objects, "CONNECT_SECONDS", SILENT)


def put(store: S3Store, content: bytes = CONTENT) -> None:
    store.put(ADDRESS, lambda target: target.write(content))


VERBS: dict[str, Callable[[S3Store], object]] = {
    "put": put,
    "open": lambda store: store.open(ADDRESS).close(),
    "size": lambda store: store.size(ADDRESS),
    "remove": lambda store: store.remove(ADDRESS),
    "addresses": lambda store: list(store.addresses()),
    "clear_unfinished": lambda store: store.clear_unfinished(0.0),
    "probe": lambda store: store.probe(),
}


def passing(_pair: Pair, _way: str, chunk: bytes) -> bytes:
    return chunk


@pytest.mark.parametrize("verb", VERBS)
def test_a_silent_store_is_unavailable_within_its_time(there, hasty, verb):
    with Link() as link:
        store = S3Store(there.through(link.port))
        store._client()
        began = time.monotonic()
        with pytest.raises(StoreUnavailable) as fault:
            VERBS[verb](store)
        assert time.monotonic() - began < SILENT + SLACK
        for thread in threading.enumerate():
            if thread.name == "files-store":  # what was given up ends soon as well
                thread.join(SLACK)
                assert not thread.is_alive()
    assert not isinstance(fault.value, StoreRefuses)
    assert there.settings.secret not in str(fault.value)


def test_silence_is_noticed_while_the_request_has_time_to_say_so():
    assert objects.CONNECT_SECONDS < objects.SILENT_SECONDS < deadline.REQUEST_SECONDS


def test_a_store_that_sends_a_byte_now_and_then_is_given_up_as_well(there, hasty):
    def trickle(pair: Pair, way: str, chunk: bytes) -> bytes:
        if way == "up":
            for byte in b"HTTP/1.1 200 OK\r\n" + b"X-Slow: 1\r\n" * 50:
                time.sleep(SILENT / 4)
                pair.client.sendall(bytes([byte]))
        return chunk

    with Link(trickle) as link:
        store = S3Store(there.through(link.port))
        store._client()
        began = time.monotonic()
        with pytest.raises(StoreUnavailable, match="no answer in time"):
            store.size(ADDRESS)
        assert time.monotonic() - began < SILENT + SLACK


@pytest.mark.parametrize("is_cut", [True, False])
def test_a_link_that_ends_in_the_middle_of_a_file_gives_no_file(there, hasty, is_cut):
    put(S3Store(there.settings))

    def half(pair: Pair, way: str, chunk: bytes) -> bytes | None:
        if way == "down" and pair.sent["down"] > len(CONTENT) // 2:
            return None if is_cut else silent(pair, way, chunk)
        return chunk

    with Link(half) as link, pytest.raises(StoreUnavailable):
        S3Store(there.through(link.port)).open(ADDRESS)


@pytest.mark.parametrize("is_cut", [True, False])
def test_a_link_that_ends_in_the_middle_of_a_put_leaves_nothing(there, hasty, is_cut):
    def half(pair: Pair, way: str, chunk: bytes) -> bytes | None:
        if way == "up" and pair.sent["up"] > len(CONTENT) // 2:
            return None if is_cut else silent(pair, way, chunk)
        return chunk

    with Link(half) as link, pytest.raises(StoreUnavailable):
        put(S3Store(there.through(link.port)))
    assert there.keys() == []
    assert S3Store(there.settings).clear_unfinished(time.time() + 60) == 0


def test_a_put_whose_answer_was_lost_is_not_taken_for_somebody_elses(there):
    puts: list[int] = []

    def lose_first(pair: Pair, way: str, chunk: bytes) -> bytes | None:
        if way == "up" and chunk.startswith(b"PUT"):
            puts.append(pair.number)
        return None if way == "down" and puts == [pair.number] else chunk

    with Link(lose_first) as link:
        put(S3Store(there.through(link.port)))
    assert len(puts) == 2
    assert there.read(ADDRESS) == CONTENT


def test_one_passing_fault_is_passed_over_and_a_second_is_told(there, monkeypatch):
    monkeypatch.setattr(objects, "PAUSE", 0.02)
    busy = 0

    def refuse(pair: Pair, way: str, chunk: bytes) -> bytes | None:
        if way == "up" and pair.number <= busy:
            pair.answer("503 Slow Down", b"<Error><Code>SlowDown</Code></Error>")
            return None
        return chunk

    with Link(refuse) as link:
        store = S3Store(there.through(link.port))
        for verb, act in VERBS.items():
            put(S3Store(there.settings))
            store._client().close()  # the next question comes by a new connection
            busy = len(link.pairs) + 1
            act(store)
            busy = len(link.pairs) + 100
            asked = len(link.pairs)
            store._client().close()
            with pytest.raises(StoreUnavailable) as fault:
                act(store)
            assert not isinstance(fault.value, StoreRefuses), verb
            assert len(link.pairs) == asked + 2, verb


def test_a_store_without_conditions_is_asked_without(there):
    asked: list[bool] = []

    def old(pair: Pair, way: str, chunk: bytes) -> bytes | None:
        if way == "up" and chunk.startswith(b"PUT"):
            asked.append(b"if-none-match: *" in chunk.lower())
            if asked[-1]:
                pair.answer("501 Not Implemented", b"<Error><Code>NotImplemented</Code></Error>")
                return None
        return chunk

    with Link(old) as link:
        put(S3Store(there.through(link.port)))
    assert asked == [True, False]
    assert there.read(ADDRESS) == CONTENT


def test_what_the_store_took_otherwise_than_it_was_sent_is_not_kept(there):
    def bend(_pair: Pair, way: str, chunk: bytes) -> bytes:
        return chunk.replace(b"first", b"thirst"[:5]) if way == "up" else chunk

    with Link(bend) as link, pytest.raises(StoreUnavailable, match="something else"):
        put(S3Store(there.through(link.port)), b"the first word")
    assert there.keys() == []


def test_a_port_where_nobody_listens_is_unavailable_at_once(there):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    store, began = S3Store(there.through(port)), time.monotonic()
    for act in VERBS.values():
        with pytest.raises(StoreUnavailable):
            act(store)
    assert time.monotonic() - began < SLACK


def test_an_answer_that_no_store_gives_is_a_fault_of_the_store(there):
    def other(pair: Pair, way: str, chunk: bytes) -> bytes | None:
        if way == "down":
            return chunk
        pair.answer("403 Forbidden", b"<html><title>Portal</title><p>Sign in")
        return None

    with Link(other) as link:
        store = S3Store(there.through(link.port))
        for act in VERBS.values():
            with pytest.raises(StoreUnavailable):
                act(store)


@pytest.mark.parametrize("wrong", ["secret", "key", "bucket", "none"])
def test_wrong_settings_are_a_refusal_and_never_a_missing_file(there, monkeypatch, wrong, tmp_path):
    if wrong == "none":
        for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
            monkeypatch.setenv(name, str(tmp_path / "none"))
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
    changed = {
        "secret": {"secret": "s3cr3t-of-nobody"},
        "key": {"key_id": "AKIDOFNOBODY"},
        "bucket": {"bucket": "bucket-of-nobody"},
        "none": {"key_id": "", "secret": ""},
    }[wrong]
    store = S3Store(replace(there.settings, **changed))
    for act in VERBS.values():
        with pytest.raises(StoreRefuses) as refusal:
            act(store)
        for hidden in (there.settings.key_id, there.settings.secret, "s3cr3t-of-nobody", "AKIDOFNOBODY"):
            assert hidden not in str(refusal.value)


def test_a_key_may_come_from_the_usual_places(there, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", there.settings.key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", there.settings.secret)
    store = S3Store(replace(there.settings, key_id="", secret=""))
    put(store)
    assert store.size(ADDRESS) == len(CONTENT)


def test_an_endpoint_that_was_not_checked_is_not_used(there, monkeypatch):
    """Only SEKISHO_S3_ENDPOINT is compared with the rule that all is encrypted."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", there.settings.endpoint)
    client = objects._client(replace(there.settings, endpoint="", region="ap-northeast-1"))
    assert client.meta.endpoint_url == "https://s3.ap-northeast-1.amazonaws.com"


def test_a_store_that_cannot_prove_who_it_is_gets_nothing(there, tmp_path):
    """A certificate that nobody vouches for, with the right name in it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own_certificate(tmp_path))
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def serve() -> None:
            with suppress(OSError):
                client = context.wrap_socket(listener.accept()[0], server_side=True)
                heard.append(client.recv(1000))

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(StoreUnavailable, match="SSLError"):
            S3Store(replace(there.settings, endpoint=f"https://127.0.0.1:{port}")).size(ADDRESS)
        thread.join(5)
    assert heard == []


def own_certificate(folder: Path) -> Path:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "store.pem").write_bytes(secret + made.public_bytes(Encoding.PEM))
    return folder / "store.pem"


def test_a_long_list_comes_page_by_page_and_knows_its_prefix(monkeypatch):
    there, others = bucket("ours"), [f"{n:02d}" * 32 + "-" + "0" * 32 for n in range(5)]
    for address in others:
        there.write(address, b"x")
    there.raw.put_object(Bucket=there.settings.bucket, Key="ours-not/" + there.key(ADDRESS), Body=b"x")
    there.raw.put_object(Bucket=there.settings.bucket, Key=ADDRESS, Body=b"x")
    for number in range(3):
        there.raw.create_multipart_upload(Bucket=there.settings.bucket, Key=there.key(others[number]))
    monkeypatch.setattr(objects, "PAGE", 2)
    asked: list[bytes] = []

    def note(_pair: Pair, way: str, chunk: bytes) -> bytes:
        if way == "up":
            asked.append(chunk.splitlines()[0])
        return chunk

    with Link(note) as link:
        store = S3Store(there.through(link.port))
        assert [address for address, _ in store.addresses()] == others
        assert len(asked) == 3
        assert store.clear_unfinished(time.time() + 60) == 3
    whole = S3Store(replace(there.settings, prefix=""))
    assert list(whole.addresses()) == []  # what lies deeper is no file of this prefix


def test_a_transfer_takes_no_time_of_the_request_and_a_question_does(there):
    put(S3Store(there.settings))

    def slow(_pair: Pair, way: str, chunk: bytes) -> bytes:
        time.sleep(0.2 if way == "up" else 0)
        return chunk

    with Link(slow) as link, deadline.within(2.0):
        store = S3Store(there.through(link.port))
        store.open(ADDRESS).close()
        assert deadline.left() > 1.9
        store.size(ADDRESS)
        assert deadline.left() < 1.85
    with Link(slow) as link, deadline.within(0.1):
        store = S3Store(there.through(link.port))
        with pytest.raises(StoreUnavailable):
            store.size(ADDRESS)


def test_one_file_is_never_whole_in_memory(there, monkeypatch):
    """What the library hands over comes in small pieces, and what it is handed is a file."""
    sizes: list[int] = []
    take = objects._take

    def note(answer, taken, limit):
        def measure(chunk: bytes) -> None:
            sizes.append(len(chunk))
            taken(chunk)

        take(answer, measure, limit)

    monkeypatch.setattr(objects, "_take", note)
    store = S3Store(there.settings)
    put(store)
    store.open(ADDRESS).close()
    assert sum(sizes) == 2 * len(CONTENT)
    assert max(sizes) <= 64 * 1024


@pytest.mark.slow
def test_the_library_is_loaded_by_the_first_question_only():
    code = (
        "import sys\nfrom app.config import Config, ObjectStore\nfrom pathlib import Path\n"
        "from app.core.files.storing import store_of\n"
        "bucket = ObjectStore('bucket', '', 'http://127.0.0.1:1', '', 'k', 's')\n"
        "there = store_of(Config(Path(), '', '', objects=bucket))\n"
        "print('botocore' in sys.modules)\n"
        "try: there.size('ab' * 32 + '-' + '0' * 32)\nexcept Exception as fault: print(type(fault).__name__)\n"
        "print('botocore' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "StoreUnavailable", "True"]


def test_a_missing_file_is_missing_through_any_link(there):
    with Link(passing) as link:
        store = S3Store(there.through(link.port))
        assert store.size(ADDRESS) is None
        with pytest.raises(FileMissing):
            store.open(ADDRESS)


def test_one_store_serves_the_whole_process(there, tmp_path):
    from app.config import Config

    config = Config(tmp_path, "", "", objects=there.settings)
    assert storing.store_of(config) is storing.store_of(replace(config))
    assert isinstance(storing.store_of(replace(config, objects=None)), storing.LocalFolder)
