"""Which passwords are refused, and that good ones of any alphabet are not."""

from types import SimpleNamespace
from unicodedata import normalize

import pytest
from flask import Flask

from app.identity.passwords import SekishoPasswordUtil, Weakness, common_words, find_weakness

BANK = ["つばめ銀行", "Tsubame Bank"]


@pytest.mark.parametrize(
    "password",
    [
        "kappa-lantern-9-umbrella",
        "k9#Xw2!qLz7@Rt4$",
        "鯨が夜の図書館で踊る七月",
        "猫背の郵便局員と雨傘三本",
        "tulip.granite.oboe",
        "midnattssol-og-fjell",
        "829374650183",
        "#;{%~^&@<+=?",
        "монетка-под-дубом",
        "🦊 borrowed 🪁 nine kettles",
        "𠮷野家の前で待つ河馬の群れ",
        "monitor-brass-quill",
    ],
)
def test_a_long_password_of_any_alphabet_is_accepted(password: str) -> None:
    assert find_weakness(password, [*BANK, "ito"]) is None


@pytest.mark.parametrize(
    ("password", "weakness"),
    [
        ("tulip.oboe1", Weakness.SHORT),
        ("t9-" * 43, Weakness.LONG),
        ("aaaaaaaaaaaa", Weakness.REPEATED),
        ("            ", Weakness.REPEATED),
        ("abbaabbabaab", Weakness.REPEATED),
        ("tanukitanuki", Weakness.REPEATED),
        ("kX9!kX9!kX9!kX", Weakness.REPEATED),
        ("198412312026", Weakness.DATE),
        ("2026-11-20-2025", Weakness.DATE),
        ("1984.12.31 1231", Weakness.DATE),
        ("令和8年11月20日2026", Weakness.DATE),
        ("昭和59年12月31日1984", Weakness.DATE),
    ],
)
def test_the_short_the_long_the_repeated_and_the_dates_are_refused(password: str, weakness: Weakness) -> None:
    assert find_weakness(password) is weakness


@pytest.mark.parametrize(
    "password",
    [
        "Password2026!",
        "P@ssw0rd1234",
        "Pa55-Word-77",
        "qwertyuiop12",
        "1q2w3e4r5t6y",
        "zaq1XSW2cde3",
        "asdfghjkl;:]",
        "!@#$%^&*()_+",
        "abcdefghijkl",
        "987654321098",
        "ilove-monkey99",
        "Summer2026Tokyo",
        "Correct-Horse-Battery-Staple",
        "あいうえおかきくけこさし",
        "いろはにほへとちりぬるをわ",
        "アイウエオカキクケコサシ",
        "ぱすわーどパスワード12",
        "ありがとうございます2026",
    ],
)
def test_common_words_walks_and_sequences_are_refused_however_they_are_dressed(password: str) -> None:
    assert find_weakness(password) is Weakness.COMMON


@pytest.mark.parametrize(
    "password",
    [
        "sekisho-kappa-42",
        "5EK1SH0-kappa-42",
        "関所を越える河馬の群れたち",
        "Tsubame-fune-83x",
        "つばめ銀行の裏の河馬の群れ",
        "kumo.Y4m4d4.fune",
        "kumo-taroyamada-x",
        "山田は七月に鯨と踊るだろう",
        "やまだは七月に鯨と踊るだろう",
    ],
)
def test_what_others_know_of_the_person_and_the_bank_is_refused(password: str) -> None:
    known = [*BANK, "taro.yamada", "山田 太郎", "ヤマダ タロウ"]
    assert find_weakness(password, known) is Weakness.PERSONAL


def test_the_same_words_are_accepted_for_somebody_else() -> None:
    assert find_weakness("kumo.Y4m4d4.fune", [*BANK, "hanako.mori"]) is None


def test_the_long_passwords_of_the_list_are_refused() -> None:
    long = sorted(word for word in common_words() if len(word) >= 12)
    assert len(long) >= 3000
    assert [word for word in long[::100] if find_weakness(word) is None] == []


def checker() -> SekishoPasswordUtil:
    return SekishoPasswordUtil.knowing(lambda: BANK)(Flask("check"))


def test_full_width_and_half_width_are_the_same_password() -> None:
    typed = "Ｋａｐｐａ－ランタン－９－ｶｻ"
    refused, stored = checker().validate(typed, False, user=None)
    assert refused is None
    assert stored == normalize("NFKC", typed) == checker().normalize("Kappa-ランタン-9-カサ")


def test_length_is_counted_after_normalising() -> None:
    refused, _stored = checker().validate("ﾊﾞﾊﾞﾋﾞﾌﾞﾍﾞﾎﾞ河", False, user=None)
    assert refused == ["Use at least 12 characters."]


def test_the_words_of_the_user_and_of_the_institution_are_known() -> None:
    user = SimpleNamespace(email="hanako.mori@example.jp", name="森 花子", name_kana="モリ ハナコ")
    check = checker()
    for password in ("kumo-hanako-fune", "もりの中の鯨は七月に踊るだろう", "tsubame-kumo-fune"):
        refused, _stored = check.validate(password, False, user=user)
        assert refused is not None
        assert refused[0].startswith("Leave out your name")
    assert check.validate("kappa-lantern-9-umbrella", False, user=user)[0] is None


def test_before_there_is_a_user_the_form_is_read() -> None:
    refused, _stored = checker().validate("kumo-hanako-fune", True, email="hanako@example.jp")
    assert refused is not None
