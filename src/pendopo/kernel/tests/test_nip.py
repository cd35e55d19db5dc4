from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pendopo.kernel.codes.nip import NipError, format_nip, parse_nip

ON = date(2026, 11, 21)


def test_it_works() -> None:
    nip = parse_nip("19860926 201505 1 001", on=ON)
    assert (nip.birth_date, nip.appointed_year, nip.month_or_counter) == (date(1986, 9, 26), 2015, 5)
    assert (nip.sex, nip.sequence, nip.is_pppk) == ("L", 1, False)
    assert str(nip) == "19860926 201505 1 001"


def test_a_contract_counter_makes_it_pppk() -> None:
    nip = parse_nip("199009132025212014", on=ON)
    assert nip.is_pppk
    assert nip.sex == "P"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("198602302015051001", "tanggal lahir"),
        ("198613262015051001", "tanggal lahir"),
        ("198609262015053001", "ke-15"),
        ("19860926201505100", "18 angka"),
        ("1986092620150510O1", "18 angka"),
        ("198609262015001001", "bulan"),
        ("198609262002051001", "18 tahun"),
        ("198609262027011001", "masa depan"),
    ],
)
def test_what_cannot_be_a_nip_says_why(text: str, word: str) -> None:
    with pytest.raises(NipError, match=word):
        parse_nip(text, on=ON)


@given(st.text(max_size=24))
def test_any_text_gives_a_nip_or_a_reason(text: str) -> None:
    try:
        nip = parse_nip(text, on=ON)
    except NipError as error:
        assert str(error)
    else:
        assert format_nip(nip.digits).replace(" ", "") == nip.digits
