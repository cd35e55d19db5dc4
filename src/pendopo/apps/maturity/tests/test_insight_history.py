import io
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from pendopo.apps.maturity.models import PastResult
from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.services import history, history_import
from pendopo.apps.maturity.tests.insight_world import past
from pendopo.apps.maturity.tests.people import team
from pendopo.apps.maturity.views.insight_history import write_template
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.indicators.models import IndicatorPoint
from pendopo.kernel.testing import SYSTEM

pytestmark = pytest.mark.django_db
SPBE = loading.builtin()["spbe-59-2020"]


def refusal(**more: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        history.record(SYSTEM, facts=past(**more))
    assert not PastResult.objects.exists()
    return caught.value


def test_it_works_a_result_is_kept_with_its_predicate_and_shown_in_the_room() -> None:
    actor = team().actor("koordinator")

    row = history.record(actor, facts=past())

    assert (row.predicate, row.scale_max, row.by_name) == ("Baik", 5, actor.name)
    assert AuditEntry.objects.filter(action="maturity.record_result", subject_id=str(row.pk)).exists()
    point = IndicatorPoint.objects.get(key="maturity.index", unit_path="")
    assert Fraction(point.num, point.den) == Fraction(131, 50)


def test_levels_must_give_the_same_index() -> None:
    levels = dict.fromkeys(SPBE.entry_codes, 3)

    said = refusal(index=Decimal("2.99"), levels=levels)
    assert said.field == "levels"
    assert "3,00" in said.message
    assert "2,99" in said.message

    row = history.record(SYSTEM, facts=past(index=Decimal("3.00"), levels=levels))
    assert row.domains == {"1": "3.00", "2": "3.00", "3": "3.00", "4": "3.00"}


def test_levels_that_are_not_all_there_or_out_of_range_are_refused_with_the_place() -> None:
    assert "2" in refusal(levels={"1": 3}).message
    assert "6" in refusal(levels={**dict.fromkeys(SPBE.entry_codes, 3), "5": 6}).message
    assert "99" in refusal(levels={**dict.fromkeys(SPBE.entry_codes, 3), "99": 3}).message


def test_the_index_lies_on_the_scale_of_its_instrument() -> None:
    assert refusal(index=Decimal("5.10")).field == "index"
    assert refusal(index=Decimal("0.90")).field == "index"
    assert refusal(index=Decimal("2.625")).field == "index"
    assert refusal(instrument="pegi", year=2014, index=Decimal("4.10")).field == "index"
    assert history.record(SYSTEM, facts=past(instrument="spbe-5-2018", year=2019, index=Decimal("0.40"))).pk


def test_the_source_is_required() -> None:
    assert refusal(source="  ").field == "source"


def test_the_year_is_one_of_the_instrument() -> None:
    said = refusal(year=2019)
    assert said.field == "year"
    assert "2021" in said.message
    assert refusal(instrument="pegi", year=2022).field == "year"
    assert refusal(instrument="pemdi-8-2026", year=2030).field == "year"
    assert refusal(instrument="apa-saja").field == "instrument"


def test_domains_and_index_have_to_fit() -> None:
    domains = {"1": "3.00", "2": "3.00", "3": "3.00", "4": "3.00"}
    said = refusal(index=Decimal("2.62"), domains=domains)
    assert said.field == "index"
    assert "3,00" in said.message
    assert refusal(domains={"1": "2.62"}).field == "domain_1"
    assert history.record(SYSTEM, facts=past(index=Decimal("3.01"), domains=domains)).domains == domains


def test_a_predicate_that_the_instrument_does_not_have_is_refused() -> None:
    assert refusal(predicate="Luar biasa").field == "predicate"
    assert history.record(SYSTEM, facts=past(predicate="cukup")).predicate == "Cukup"


def test_a_year_is_recorded_once() -> None:
    history.record(SYSTEM, facts=past())

    with pytest.raises(Refused) as caught:
        history.record(SYSTEM, facts=past(index=Decimal("3")))
    assert caught.value.field == "year"


def test_only_who_records_results_may() -> None:
    people = team()
    row = history.record(SYSTEM, facts=past())
    for name in ("ratna", "bupati", "pj"):
        with pytest.raises(NotAllowed):
            history.record(people.actor(name), facts=past(year=2022))
        with pytest.raises(NotAllowed):
            history.change(people.actor(name), row, facts=past(year=2022))
        with pytest.raises(NotAllowed):
            history.withdraw(people.actor(name), row, reason="x")
    assert PastResult.objects.count() == 1


def test_a_change_is_in_the_trail_and_meets_a_change_of_somebody_else() -> None:
    row = history.record(SYSTEM, facts=past())
    seen = row.at.isoformat()

    assert history.change(SYSTEM, row, facts=past(index=Decimal("2.70")), seen_at=seen) == ["index"]
    assert AuditEntry.objects.get(action="maturity.change_result").change == {"index": ["2.62", "2.70"]}
    assert history.change(SYSTEM, row, facts=past(index=Decimal("2.70"))) == []
    with pytest.raises(Refused, match="baru saja diubah"):
        history.change(SYSTEM, row, facts=past(index=Decimal("2.80")), seen_at=seen)


def test_a_withdrawn_result_stays_in_the_trail() -> None:
    row = history.record(SYSTEM, facts=past())
    with pytest.raises(Refused):
        history.withdraw(SYSTEM, row, reason=" ")

    history.withdraw(SYSTEM, row, reason="Salah tahun")

    assert not PastResult.objects.exists()
    kept = AuditEntry.objects.get(action="maturity.withdraw_result").change
    assert (kept["index"], kept["reason"], kept["year"]) == ("2.62", "Salah tahun", 2023)
    assert IndicatorPoint.objects.get(key="maturity.index").den == 0
    with pytest.raises(Refused, match="sudah ditarik"):
        history.withdraw(SYSTEM, row, reason="lagi")


SHEET = """tahun;instrumen;indeks;predikat;sumber;catatan;domain 1;domain 2;domain 3;domain 4
2023;SPBE 2020;2,62;;Kepmen 13/2024;;2,60;2,62;2,63;2,62
2022;spbe-59-2020;2,10;Cukup;LHE 2022;ok;;;;
2014;PeGI;2,10;;Kominfo;;;;;
2024;SPBE 2020;9,10;;LHE;;;;;
2024;SPBE 1999;2,10;;LHE;;;;;
2022;SPBE 2020;2,20;;LHE dua;;;;;
dua ribu;SPBE 2020;2,20;;LHE;;;;;
"""


def test_a_sheet_is_checked_row_by_row_and_only_good_rows_are_kept() -> None:
    checked = history_import.check(SYSTEM, SHEET.encode(), name="hasil.csv")
    rows = checked.rows

    assert [row.state for row in rows] == ["new", "new", "new", "bad", "bad", "bad", "bad"]
    assert "9,10" in rows[3].message
    assert "SPBE 1999" in rows[4].message
    assert not PastResult.objects.exists()

    assert history_import.run(SYSTEM, checked.sealed) == (3, 0)
    assert PastResult.objects.get(year=2023).domains["2"] == "2.62"
    assert AuditEntry.objects.filter(action="maturity.import_results").exists()

    again = history_import.check(SYSTEM, SHEET.replace("2,10;Cukup", "2,20;Cukup").encode(), name="hasil.csv")
    assert [row.state for row in again.rows][:3] == ["same", "changed", "same"]
    assert history_import.run(SYSTEM, again.sealed) == (0, 1)


def test_the_template_can_be_imported() -> None:
    stream = io.BytesIO()
    write_template(stream)

    rows = history_import.check(SYSTEM, stream.getvalue(), name="templat.xlsx").rows

    assert [row.state for row in rows] == ["new", "new"]


def test_a_file_without_the_columns_or_a_changed_seal_is_refused() -> None:
    with pytest.raises(Refused, match="sumber"):
        history_import.check(SYSTEM, b"tahun;instrumen;indeks\n2023;PeGI;2\n")
    with pytest.raises(Refused):
        history_import.check(SYSTEM, b"")
    with pytest.raises(Refused, match="kedaluwarsa"):
        history_import.run(SYSTEM, "bukan-segel")
    with pytest.raises(NotAllowed):
        history_import.check(team().actor("ratna"), SHEET.encode())
