"""Keys outside the database: made once, wrapped, named in all that they sign and seal."""

import json
import os
import stat

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.core import keys
from app.core.keys import PURPOSES, KeyProblem, KeyRing

PLACE = ("user", "1", "name")


@pytest.fixture
def ring() -> KeyRing:
    return KeyRing({p: {f"{p[0]}1": os.urandom(32)} for p in PURPOSES}, {p: f"{p[0]}1" for p in PURPOSES})


RING = KeyRing({p: {f"{p[0]}1": bytes(32)} for p in PURPOSES}, {p: f"{p[0]}1" for p in PURPOSES})


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
@hypothesis_settings(max_examples=60, deadline=None, database=None)
def test_what_is_sealed_opens_in_its_place(plain):
    sealed = RING.encrypt(plain, *PLACE)
    assert RING.decrypt(sealed, *PLACE) == plain
    assert sealed.startswith("d1:")


@pytest.mark.parametrize(
    "place", [("user", "2", "name"), ("user", "1", "title"), ("unit", "1", "name"), (), ("user",)]
)
def test_moved_elsewhere_it_does_not_open(ring, place):
    with pytest.raises(KeyProblem):
        ring.decrypt(ring.encrypt("秘密", *PLACE), *place)


def test_the_same_text_is_sealed_differently_each_time(ring):
    assert ring.encrypt("秘密", *PLACE) != ring.encrypt("秘密", *PLACE)


@pytest.mark.parametrize("sealed", ["", "d1", "d1:", "d1:AAAA", "d1:?", "d9:AAAA", "秘密", "d1:" + "A" * 100])
def test_what_was_not_sealed_here_is_a_key_problem(ring, sealed):
    with pytest.raises(KeyProblem):
        ring.decrypt(sealed, *PLACE)


def test_one_changed_letter_is_noticed(ring):
    sealed = ring.encrypt("秘密", *PLACE)
    for place in range(4, len(sealed) - 2, 7):
        changed = sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :]
        with pytest.raises(KeyProblem):
            ring.decrypt(changed, *PLACE)


def test_a_signature_depends_on_key_and_message_and_names_its_key(ring):
    key_id, signature = ring.sign("audit", b"message")
    assert (key_id, len(signature)) == ("a1", 64)
    assert ring.sign("audit", b"message") == (key_id, signature)
    assert ring.sign("audit", b"message2")[1] != signature
    ring.keys["audit"]["a2"] = os.urandom(32)
    assert ring.sign("audit", b"message", "a2")[1] != signature


def test_the_signature_is_the_known_one():
    """HMAC-SHA-256, test case 2 of RFC 4231: anybody can check our log with another tool."""
    known = KeyRing({"audit": {"a1": b"Jefe"}}, {"audit": "a1"})
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert known.sign("audit", b"what do ya want for nothing?")[1] == expected


def test_after_a_rotation_old_things_open_and_new_ones_name_the_new_key(ring):
    old, old_signature = ring.encrypt("旧", *PLACE), ring.sign("audit", b"m")
    secret = ring.derive("sessions")
    for purpose in PURPOSES:
        ring.keys[purpose][f"{purpose[0]}2"] = os.urandom(32)
        ring.current[purpose] = f"{purpose[0]}2"
    assert ring.decrypt(old, *PLACE) == "旧"
    assert ring.encrypt("新", *PLACE).startswith("d2:")
    assert ring.sign("audit", b"m", "a1") == old_signature
    assert ring.sign("audit", b"m")[0] == "a2"
    assert ring.derive("sessions") == secret
    assert ring.derive("other") != secret


def test_a_set_of_keys_is_made_once_and_readable_by_its_owner_alone(tmp_path):
    folder = tmp_path / "keys"
    keys.create(folder)
    first = keys.load(folder)
    keys.create(folder)
    assert keys.load(folder) == first
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_no_key_lies_in_the_clear_in_the_ring(tmp_path):
    keys.create(tmp_path)
    content = (tmp_path / "ring.json").read_text()
    for named in keys.load(tmp_path).keys.values():
        for key in named.values():
            assert keys._b64(key) not in content
            assert key.hex() not in content


def test_a_master_key_may_live_elsewhere(tmp_path):
    master = tmp_path / "elsewhere" / "master"
    master.parent.mkdir()
    keys.create(tmp_path / "keys", master)
    assert not (tmp_path / "keys" / "master.key").exists()
    assert keys.load(tmp_path / "keys", master).current["audit"] == "a1"
    with pytest.raises(KeyProblem, match="cannot read the keys"):
        keys.load(tmp_path / "keys")


def test_the_wrong_master_key_opens_nothing(tmp_path):
    keys.create(tmp_path / "a")
    keys.create(tmp_path / "b")
    with pytest.raises(KeyProblem):
        keys.load(tmp_path / "a", tmp_path / "b" / "master.key")


def test_a_wrapped_key_put_under_another_name_does_not_open(tmp_path):
    keys.create(tmp_path)
    path = tmp_path / "ring.json"
    stored = json.loads(path.read_text())
    stored["wrapped"]["audit"]["a1"] = stored["wrapped"]["data"]["d1"]
    path.write_text(json.dumps(stored))
    with pytest.raises(KeyProblem):
        keys.load(tmp_path)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"wrapped": {"audit": {"a1": "?"}}, "current": {}}']
)
def test_a_damaged_ring_is_a_key_problem(tmp_path, content):
    keys.create(tmp_path)
    (tmp_path / "ring.json").write_text(content)
    with pytest.raises(KeyProblem):
        keys.load(tmp_path)


def test_a_damaged_master_key_is_a_key_problem(tmp_path):
    keys.create(tmp_path)
    (tmp_path / "master.key").write_text("short")
    with pytest.raises(KeyProblem):
        keys.load(tmp_path)
