"""Numbers and codes that carry their own check: 法人番号, LEI, invoice number, country.

Each function returns the one spelling that is stored, or raises ``IdentifierError``.
"""

import re
import unicodedata

from app.core.text import DASHES, LONG_MARK, InputError
from app.core.words import N_

CORPORATE_LENGTH = 13
LEI_LENGTH = 20


class IdentifierError(InputError):
    """The number or code is wrong; the message says what is wrong with it."""


CORPORATE_DIGITS_ONLY = N_("A corporate number has digits only; take out everything else.")
CORPORATE_WRONG_LENGTH = N_("A corporate number has 13 digits; this one has %(count)s.")
CORPORATE_WRONG_CHECK = N_(
    "This corporate number has a mistyped digit: its first digit would have to be %(expected)s. "
    "Compare it with the source."
)
LEI_WRONG_SHAPE = N_("An LEI has 20 characters: 18 letters or digits, then 2 digits.")
LEI_WRONG_CHECK = N_(
    "This LEI has a mistyped character: its last two digits would have to be %(expected)s. "
    "Compare it with the source."
)
INVOICE_WRONG_SHAPE = N_("An invoice registration number is T and 13 digits, such as T7010001064648.")
COUNTRY_UNKNOWN = N_("Write the country as its two-letter ISO 3166-1 code, such as JP or US.")

_NOISE = re.compile(rf"[\s{LONG_MARK}{re.escape(DASHES)}\u200b\ufeff]")


def _compact(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text))


def check_corporate_number(text: str) -> str:
    """法人番号 as 13 digits; blanks, hyphens and full-width digits are accepted."""
    number = _compact(text)
    if not re.fullmatch("[0-9]+", number):
        raise IdentifierError(CORPORATE_DIGITS_ONLY)
    if len(number) != CORPORATE_LENGTH:
        raise IdentifierError(CORPORATE_WRONG_LENGTH, count=len(number))
    expected = corporate_check_digit(number[1:])
    if int(number[0]) != expected:
        raise IdentifierError(CORPORATE_WRONG_CHECK, expected=expected)
    return number


def corporate_check_digit(base: str) -> int:
    """The first digit that belongs to twelve base digits.

    The weights 1, 2, 1, 2 … count from the right; validators that count from the left are wrong
    (法人番号の指定等に関する省令 第2条).
    """
    return 9 - sum(int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(base))) % 9


def check_lei(text: str) -> str:
    """Legal entity identifier (ISO 17442) in capitals."""
    lei = _compact(text).upper()
    if len(lei) != LEI_LENGTH or not re.fullmatch("[0-9A-Z]{18}[0-9]{2}", lei):
        raise IdentifierError(LEI_WRONG_SHAPE)
    # Compared with the digits themselves, since 00, 01 and 99 have the right remainder, too.
    expected = f"{98 - int(''.join(str(int(char, 36)) for char in lei[:18] + '00')) % 97:02}"
    if lei[18:] != expected:
        raise IdentifierError(LEI_WRONG_CHECK, expected=expected)
    return lei


def check_invoice_number(text: str) -> str:
    """適格請求書発行事業者の登録番号: T and 13 digits.

    The check digit of 法人番号 is not asked for: sole traders get numbers of another series.
    """
    number = _compact(text).upper()
    if not re.fullmatch("T[0-9]{13}", number):
        raise IdentifierError(INVOICE_WRONG_SHAPE)
    return number


def check_country(text: str) -> str:
    """ISO 3166-1 alpha-2 in capitals."""
    code = _compact(text).upper()
    if code not in COUNTRIES:
        raise IdentifierError(COUNTRY_UNKNOWN)
    return code


def _codes(rows: str) -> frozenset[str]:
    return frozenset(row[0] + second for row in rows.split() for second in row[2:])


# One row for each first letter: "J:EMOP" is JE, JM, JO, JP.
COUNTRIES = _codes(
    "A:DEFGILMOQRSTUWXZ B:ABDEFGHIJLMNOQRSTVWYZ C:ACDFGHIKLMNORUVWXYZ D:EJKMOZ E:CEGHRST "
    "F:IJKMOR G:ABDEFGHILMNPQRSTUWY H:KMNRTU I:DELMNOQRST J:EMOP K:EGHIMNPRWYZ "
    "L:ABCIKRSTUVY M:ACDEFGHKLMNOPQRSTUVWXYZ N:ACEFGILOPRUZ O:M P:AEFGHKLMNRSTWY Q:A "
    "R:EOSUW S:ABCDEGHIJKLMNORSTVXYZ T:CDFGHJKLMNORTVWZ U:AGMSYZ V:ACEGINU W:FS Y:ET Z:AMW"
)
