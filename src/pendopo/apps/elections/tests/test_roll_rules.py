from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pendopo.apps.elections.rules import nik as nik_rules
from pendopo.apps.elections.rules.nik import Regions, make, masked, problems, tidy
from pendopo.apps.elections.rules.roll import (
    age_on,
    canonical_line,
    columns_of,
    date_of,
    digest_of,
    folded,
    is_heading,
    marks_of,
    married_of,
    read_row,
    sex_of,
)
from pendopo.apps.elections.rules.split import Head, least, needed, propose

DAY = date(2026, 11, 22)
BORN = st.dates(date(1930, 1, 1), date(2009, 1, 1))
KNOWN = Regions(districts=("640106",), provinces=("64",), home="6401")


def codes(nik: str, **more) -> list[str]:
    known = {"sex": "", "born_on": None, **more}
    return [one.code for one in problems(nik, **known)]


def test_it_works_a_sound_nik_has_no_problem() -> None:
    assert make("640106", "P", date(1990, 12, 31), 7) == "6401067112900007"
    assert codes("6401067112900007", sex="P", born_on=date(1990, 12, 31), regions=KNOWN) == []


@given(BORN, st.sampled_from("LP"), st.integers(1, 9999))
def test_a_made_nik_agrees_with_what_it_was_made_of(born_on, sex, serial) -> None:
    nik = make("640106", sex, born_on, serial)
    assert codes(nik, sex=sex, born_on=born_on, regions=KNOWN) == []
    assert codes(nik, sex="L" if sex == "P" else "P", born_on=born_on, regions=KNOWN) == ["nik_sex"]


@given(BORN, BORN, st.sampled_from("LP"))
def test_another_birth_date_is_found_unless_a_century_apart(born_on, other, sex) -> None:
    same = (born_on.day, born_on.month, born_on.year % 100) == (other.day, other.month, other.year % 100)
    assert codes(make("640106", sex, born_on, 1), sex=sex, born_on=other) == ([] if same else ["nik_born"])


@given(st.text(max_size=30))
def test_any_text_is_judged_and_never_raises(text) -> None:
    for one in problems(tidy(text), sex="L", born_on=date(1990, 1, 1)):
        assert one.text and one.level in ("error", "warning", "info")


@pytest.mark.parametrize(
    ("nik", "code"),
    [
        ("", "nik_empty"), ("640106710129000", "nik_shape"), ("64010671O1290007", "nik_shape"),
        ("6401067112900000", "nik_serial"), ("0001067112900007", "nik_province"), ("6400067112900007", "nik_region"),
        ("6401067213900007", "nik_calendar"), ("6401063002900007", "nik_calendar"),
        (tidy("6.401067112900007e+15"), "nik_lost"), ("٦٤٠١٠٦٧١١٢٩٠٠٠٠٧", "nik_shape"),
    ],
)  # fmt: skip
def test_each_fault_of_a_nik_has_its_own_sentence(nik, code) -> None:
    assert code in codes(nik)
    assert nik_rules.WORDS[code]


def test_codes_of_regions_warn_and_another_regency_is_only_said() -> None:
    assert codes("6401997112900007", regions=KNOWN) == ["nik_region"]
    other = Regions(districts=("640206",), provinces=("64",), home="6401")
    found = problems("6402067112900007", sex="P", born_on=None, regions=other)
    assert [(one.code, one.level) for one in found] == [("nik_elsewhere", "info")]
    assert codes("9901067112900007", regions=KNOWN) == ["nik_province"]


@given(st.text("0123456789", min_size=16, max_size=16))
def test_a_masked_nik_hides_the_birth_date(nik) -> None:
    assert masked(nik) == f"{nik[:6]}••••••{nik[12:]}"


def test_tidy_takes_what_sheets_do_to_a_nik() -> None:
    assert tidy(" '6401 0671-1290.0007 ") == "6401067112900007"


def test_headings_of_printed_lists_are_known() -> None:
    header = ("No.", "NOMOR KK", "N I K", "NIK", "Nama Lengkap", "Tgl. Lahir", "Jenis Kelamin (L/P)", "Dusun", "Ket.")
    found = columns_of(header)
    assert found == {"family_card": 1, "nik": 3, "name": 4, "born_on": 5, "sex": 6, "hamlet": 7, "note": 8}
    assert is_heading(header) and not is_heading(("DAFTAR PEMILIH SEMENTARA",))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1990-12-31", date(1990, 12, 31)), ("31-12-1990", date(1990, 12, 31)), ("31|12|1990", date(1990, 12, 31)),
        ("31/12/1990", date(1990, 12, 31)), ("31 Desember 1990", date(1990, 12, 31)), ("5 Mei 1988", date(1988, 5, 5)),
        ("1990-12-31 00:00:00", date(1990, 12, 31)), ("31-12-90", None), ("30-02-1990", None), ("", None),
        ("dua", None), ("1-2", None), ("99999999-1-1", None),
    ],
)  # fmt: skip
def test_dates_are_read_as_people_write_them(text, found) -> None:
    assert date_of(text) == found


def test_words_of_sex_marriage_and_marks() -> None:
    assert [sex_of(text) for text in ("L", "Perempuan", "laki-laki", "PR", "", "x")] == ["L", "P", "L", "P", "", ""]
    told = ("S", "P", "B", "Belum Kawin", "Cerai Mati", "", "KAWIN TERCATAT", "Hidup")
    assert [married_of(text) for text in told] == [
        True, True, False, False, True, None, True, None,
    ]  # fmt: skip
    assert marks_of("Meninggal 2025") == ["dead"] and marks_of("Tentara Nasional Indonesia (TNI)") == ["soldier"]
    assert marks_of("Kepolisian RI (POLRI)") == ["police"] and marks_of("Pensiunan TNI") == []
    assert marks_of("Karyawan Swasta") == [] and marks_of("Guru Palembang") == []


def a_row(**more: str):
    known = {"nik": "6401067112900007", "name": "Siti", "sex": "P", "born_on": "31-12-1990", "hamlet": "Mawar"}
    return read_row(2, {**known, **more}, day=DAY, age=17)


def test_a_row_is_read_with_everything_that_is_wrong() -> None:
    assert a_row().problems == []
    assert a_row(sex="L").level == "warning"
    assert {one.code for one in a_row(sex="", name=" ", nik="1").problems} == {"nik_shape", "name_empty", "sex_unknown"}
    assert a_row(hamlet="").level == "info"


@pytest.mark.parametrize(("born", "married", "codes_"), [
    ("22-11-2009", "B", []), ("23-11-2009", "B", ["too_young"]), ("23-11-2009", "S", ["by_marriage"]),
    ("23-11-2026", "S", ["born_future"]), ("01-01-1900", "", ["born_future"]),
])  # fmt: skip
def test_age_on_the_day_or_marriage(born, married, codes_) -> None:
    row = a_row(born_on=born, married=married, nik=make("640106", "P", date_of(born) or DAY, 3))
    assert [one.code for one in row.problems] == codes_


@given(BORN)
def test_somebody_is_a_year_older_on_the_birthday(born_on) -> None:
    at = (
        date(born_on.year + 17, 3, 1)
        if (born_on.month, born_on.day) == (2, 29)
        else born_on.replace(year=born_on.year + 17)
    )
    assert age_on(born_on, at) == 17
    assert age_on(born_on, date.fromordinal(at.toordinal() - 1)) == 16


@given(st.text(max_size=80))
def test_folding_is_settled_after_once(text) -> None:
    assert folded(folded(text)) == folded(text)


def test_the_digest_changes_with_any_part_and_keeps_parts_apart() -> None:
    known = {"station": 1, "number": 1, "nik": "1", "name": "A|B", "sex": "L", "born_on": DAY, "hamlet": "", "rt": "",
             "rw": "", "address": "x"}  # fmt: skip
    line = canonical_line(**known)
    assert digest_of([line]) != digest_of([canonical_line(**{**known, "name": "A", "sex": "B|L"})])
    assert all(
        canonical_line(**{**known, name: "9"}) != line for name in ("nik", "name", "hamlet", "rt", "rw", "address")
    )


HEADS = st.lists(
    st.tuples(
        st.sampled_from(["", "K1", "K2", "K3", "K4", "K5", "K6"]), st.sampled_from(["", "Mawar", "Melati", "Teluk"])
    ),
    max_size=60,
).map(lambda rows: [Head(place, family, hamlet) for place, (family, hamlet) in enumerate(rows, 1)])


@given(HEADS, st.integers(1, 20), st.randoms())
def test_everyone_has_one_station_none_is_too_full_and_families_stay(heads, limit, lot) -> None:
    count = needed(heads, limit)
    found = propose(heads, range(1, count + 1), limit)
    assert count >= least(len(heads), limit)
    if not heads:
        return
    assert found is not None and sorted(found.places) == [one.id for one in heads]
    loads = [list(found.places.values()).count(number) for number in range(1, count + 1)]
    assert max(loads) <= limit
    for family in {one.family for one in heads} - {""}:
        members = [one.id for one in heads if one.family == family]
        if len(members) <= limit:
            assert len({found.places[one] for one in members}) == 1
    mixed = list(heads)
    lot.shuffle(mixed)
    assert propose(mixed, range(1, count + 1), limit).digest == found.digest


def test_whole_hamlets_stay_where_they_fit_and_wishes_are_kept() -> None:
    heads = [Head(n, "", ["Mawar", "Melati"][n % 2]) for n in range(800)]
    found = propose(heads, [1, 2], 500, wishes={"Mawar": [2]})
    assert found is not None and not found.parted
    assert {found.places[one.id] for one in heads if one.hamlet == "Mawar"} == {2}
    assert propose(heads, [1], 500) is None and needed(heads, 500) == 2


def test_a_large_hamlet_is_parted_and_said() -> None:
    heads = [Head(n, f"K{n // 4}", "Mawar") for n in range(900)]
    found = propose(heads, [1, 2], 500)
    assert found is not None and found.parted == ("Mawar",)


def test_stations_are_filled_alike() -> None:
    heads = [Head(n, f"K{n // 4}", ["Mawar", "Melati"][n % 8 // 4]) for n in range(2800)]
    found = propose(heads, range(1, 8), 500)
    assert found is not None
    loads = [list(found.places.values()).count(number) for number in range(1, 8)]
    assert max(loads) - min(loads) <= 8
