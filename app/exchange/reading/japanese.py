"""EUC-JP and ISO-2022-JP, each with what Windows writes beyond its standard (inside the sandbox).

A text says the same whichever way it came: letters that the two standards and Windows tell apart are those of Windows.
"""

import codecs
import re
from collections.abc import Callable

# Where the EUC-JP of the standard and that of Windows differ.
_AS_WINDOWS = str.maketrans(
    "\u301c\u2016\u2212\u00a2\u00a3\u00ac\u2014", "\uff5e\u2225\uff0d\uffe0\uffe1\uffe2\u2015"
)
_OF_WINDOWS = "sekisho.of_windows"
_NAME = "iso2022_jp"
SWITCH = re.compile(rb"\x1b(?:\([BJI]|\$[@B]|\$\([DOPQ])")
_NOT_PLAIN = re.compile(rb"[^\t\r\n\x20-\x7e]")
_AS_EUC = bytes(byte | 0x80 if 0x21 <= byte <= 0x7E else byte for byte in range(256))
# Sets that stand beside the usual one: by the codec that has them.
_BESIDE = {
    b"\x1b(I": "iso2022_jp_ext", b"\x1b$(D": "iso2022_jp_ext", b"\x1b$(O": "iso2022_jp_3", b"\x1b$(P": "iso2022_jp_3",
    b"\x1b$(Q": "iso2022_jp_2004",
}  # fmt: skip
_BACK = b"\x1b(B"


def euc(content: bytes) -> str:
    return content.decode("euc_jp", errors=_OF_WINDOWS).translate(_AS_WINDOWS)


def is_jis(content: bytes) -> bool:
    """Seven bits, and a sequence that switches to another set of letters: no other encoding of texts has both."""
    return content.isascii() and (b"\x1b$" in content or b"\x1b(" in content)


def jis(content: bytes) -> str:
    """ISO-2022-JP piece by piece, from one switch to the next. What is no letter of its set is an error with its byte
    in the whole."""
    read: Callable[[bytes], str] = _plain
    texts, last = [], 0
    for found in (*SWITCH.finditer(content), None):
        end = found.start() if found else len(content)
        try:
            texts.append(read(content[last:end]))
        except UnicodeDecodeError as error:
            at = last + error.start
            raise UnicodeDecodeError(_NAME, content, at, at + 1, error.reason) from None
        if found:
            read, last = _reader(found[0]), found.end()
    return "".join(texts).translate(_AS_WINDOWS)


def _reader(switch: bytes) -> Callable[[bytes], str]:
    if switch in (b"\x1b$@", b"\x1b$B"):
        return _pairs
    if switch not in _BESIDE:
        return _plain
    return lambda piece: _beside(switch, piece)


def _plain(piece: bytes) -> str:
    """ASCII, and for it the Roman letters of Japan, whose ¥ a file of Windows writes for its backslash."""
    if found := _NOT_PLAIN.search(piece):
        raise UnicodeDecodeError(_NAME, piece, found.start(), found.end(), "no letter")
    return piece.decode("ascii")


def _pairs(piece: bytes) -> str:
    """The same rows and cells as in EUC-JP, with seven bits."""
    if found := _NOT_PLAIN.search(piece):
        raise UnicodeDecodeError(_NAME, piece, found.start(), found.end(), "no letter")
    return piece.translate(_AS_EUC).decode("euc_jp", errors=_OF_WINDOWS)


def _beside(switch: bytes, piece: bytes) -> str:
    try:
        return (switch + piece + _BACK).decode(_BESIDE[switch])
    except UnicodeDecodeError as error:
        at = max(error.start - len(switch), 0)
        raise UnicodeDecodeError(_NAME, piece, at, at + 1, error.reason) from None


def _of_windows(error: UnicodeError) -> tuple[str, int]:
    """①, ㈱ and others that the standard does not have and that Windows writes: by their twin in cp932."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    pair = error.object[error.start : error.start + 2]
    if len(pair) < 2 or min(pair) < 0xA1:
        raise error
    row, cell = pair[0] - 0xA0, pair[1] - 0xA0
    lead = (row - 1) // 2 + (0x81 if row <= 62 else 0xC1)
    trail = cell + 0x9E if row % 2 == 0 else cell + (0x3F if cell <= 63 else 0x40)
    try:
        return bytes((lead, trail)).decode("cp932"), error.start + 2
    except UnicodeDecodeError:
        raise error from None


codecs.register_error(_OF_WINDOWS, _of_windows)
