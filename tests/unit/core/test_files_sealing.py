"""A sealed file opens as it was, or not at all."""

import io
import os

import pytest

from app.core.files.sealing import CHUNK, MARK, TAG, SealBroken, seal, sealed_size, unseal

KEY = bytes(range(32))
SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17)


def sealed(content: bytes, key: bytes = KEY) -> bytes:
    target = io.BytesIO()
    seal(io.BytesIO(content), target, key)
    return target.getvalue()


def opened(content: bytes, key: bytes = KEY) -> bytes:
    return b"".join(unseal(io.BytesIO(content), key))


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_opens_as_it_was(size: int) -> None:
    content = os.urandom(size)
    made = sealed(content)
    assert opened(made) == content
    assert len(made) == sealed_size(size)
    assert size < 8 or content[:8] not in made


def test_one_changed_bit_anywhere_does_not_open() -> None:
    made = sealed(b"x" * (2 * CHUNK + 5))
    places = [0, len(MARK), len(MARK) + CHUNK // 2, len(MARK) + CHUNK, len(MARK) + CHUNK + TAG, len(made) - 1]
    for place in places:
        changed = bytearray(made)
        changed[place] ^= 1
        with pytest.raises(SealBroken):
            opened(bytes(changed))


def chunks(made: bytes) -> list[bytes]:
    body = made[len(MARK) :]
    return [body[at : at + CHUNK + TAG] for at in range(0, len(body), CHUNK + TAG)]


@pytest.mark.parametrize(
    "arrange",
    [
        lambda c: c[:2],  # the end left out
        lambda c: [c[0], c[2]],  # one from the middle left out
        lambda c: [c[1], c[0], c[2]],  # two changed places
        lambda c: [*c, c[2]],  # one twice
        lambda c: [],
        lambda c: [c[0], c[1], c[2][:-1]],
    ],
)
def test_chunks_that_are_not_all_there_in_their_order_do_not_open(arrange) -> None:
    made = sealed(os.urandom(2 * CHUNK + 100))
    assert opened(made)
    with pytest.raises(SealBroken):
        opened(MARK + b"".join(arrange(chunks(made))))


def test_a_file_cut_at_the_border_of_a_chunk_does_not_pass_for_a_shorter_one() -> None:
    made = sealed(b"a" * (2 * CHUNK))
    with pytest.raises(SealBroken):
        opened(made[: len(MARK) + CHUNK + TAG])


def test_another_key_opens_nothing() -> None:
    with pytest.raises(SealBroken):
        opened(sealed(b"text"), bytes(32))
