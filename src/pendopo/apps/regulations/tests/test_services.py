"""Drafting, deciding, relating; what others may not do; what follows from relations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pendopo.apps.regulations import queries, services
from pendopo.apps.regulations.models import FileVersion, Regulation, Relation, State
from pendopo.apps.regulations.services import RegulationFacts
from pendopo.apps.regulations.testing import SYSTEM, make_regulation
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.files.testing import a_pdf, an_upload
from pendopo.kernel.testing import Cast

pytestmark = pytest.mark.django_db


def fresh(row: Regulation) -> Regulation:
    return Regulation.objects.get(pk=row.pk)


def draft_of(cast: Cast) -> RegulationFacts:
    return RegulationFacts(kind="perbup", title="Manajemen SPBE", year=2026, owner_unit=cast.kominfo)


def test_it_works_from_draft_to_force(cast: Cast) -> None:
    row = services.add(cast.actor("opi"), draft_of(cast))
    assert (row.state, row.kind_short, queries.status_of(row)) == ("draft", "Perbup", "rancangan")
    services.enact(cast.actor("admin"), row, number="Nomor 07", on=date(2026, 3, 2))
    assert queries.status_of(fresh(row)) == "belum"
    services.promulgate(cast.actor("admin"), row, on=date(2026, 3, 5), source="BD 2026/7")
    row = fresh(row)
    assert (str(row), row.full_name) == ("Perbup 07/2026", "Peraturan Bupati Nomor 07 Tahun 2026")
    assert (row.number_key, row.in_force_from, queries.status_of(row)) == ("7", date(2026, 3, 5), "berlaku")
    assert [e.action for e in AuditEntry.objects.filter(subject_type="regulations.regulation").order_by("id")] == [
        "regulations.add", "regulations.enact", "regulations.promulgate",
    ]  # fmt: skip


def test_a_decree_is_in_force_once_signed(cast: Cast) -> None:
    row = make_regulation(kind="sk", number="188.45/12/2024", state=State.ENACTED)
    assert (row.in_force_from, queries.status_of(row), str(row)) == (
        date(2024, 3, 1), "berlaku", "Kepbup 188.45/12/2024",
    )  # fmt: skip


def test_the_same_number_twice_is_refused(cast: Cast) -> None:
    make_regulation()
    with pytest.raises(Refused) as caught:
        make_regulation(number="No. 012", title="Lain")
    assert caught.value.field == "number" and "Arsitektur" in caught.value.message
    make_regulation(year=2023)
    make_regulation(issuer="Kabupaten Lain")
    wrong = make_regulation(number="13")
    services.withdraw(SYSTEM, wrong, reason="salah ketik")
    make_regulation(number="13")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"year": 1900}, "year"),
        ({"kind": "apa"}, "kind"),
        ({"number": "Nomor"}, "number"),
        ({"enacted_on": None}, "enacted_on"),
        ({"enacted_on": date(2999, 1, 1)}, "enacted_on"),
        ({"promulgated_on": None}, "promulgated_on"),
        ({"promulgated_on": date(2020, 1, 1)}, "promulgated_on"),
        ({"in_force_until": date(2020, 1, 1)}, "in_force_until"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(cast: Cast, change: dict[str, Any], field: str) -> None:
    good = services.facts_from(make_regulation())
    with pytest.raises(Refused) as caught:
        services.add(SYSTEM, replace(good, **{"number": "99", **change}))
    assert caught.value.field == field


def test_who_may_what(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        services.add(cast.actor("sari"), draft_of(cast))
    with pytest.raises(NotAllowed):
        services.add(cast.actor("opi"), replace(draft_of(cast), state=State.ENACTED))
    with pytest.raises(Refused, match="di luar wewenang"):
        services.add(cast.actor("opi"), replace(draft_of(cast), owner_unit=cast.dishub))
    theirs = make_regulation(cast.dishub, state=State.DRAFT)
    ours = make_regulation(cast.kominfo, number="4")
    for row in (theirs, ours):
        with pytest.raises(NotAllowed):
            services.correct(cast.actor("opi"), row, services.facts_from(row))
    mine = services.add(cast.actor("opi"), draft_of(cast))
    with pytest.raises(NotAllowed):
        services.enact(cast.actor("opi"), mine, number="1", on=date(2026, 1, 1))
    services.withdraw(cast.actor("opi"), mine, reason="digabung")
    assert fresh(mine).state == State.WITHDRAWN


def test_drafts_are_seen_by_their_unit_only(cast: Cast) -> None:
    mine, theirs = make_regulation(cast.kominfo, state=State.DRAFT), make_regulation(cast.dishub, state=State.DRAFT)
    decided = make_regulation()
    seen = {name: set(queries.visible(cast.actor(name)).values_list("pk", flat=True)) for name in
            ("sari", "opi", "ratna", "wayan", "admin")}  # fmt: skip
    assert seen["sari"] == {decided.pk}
    assert seen["opi"] == seen["ratna"] == {decided.pk, mine.pk}
    assert seen["wayan"] == {decided.pk, theirs.pk}
    assert seen["admin"] == {decided.pk, mine.pk, theirs.pk}


def test_a_second_click_and_a_move_from_a_wrong_state_are_refused(cast: Cast) -> None:
    row = make_regulation(state=State.ENACTED)
    with pytest.raises(Refused, match="sudah berubah"):
        services.enact(SYSTEM, row, number="1", on=date(2026, 1, 1))
    services.promulgate(SYSTEM, row, on=date(2024, 3, 4))
    with pytest.raises(Refused, match="sudah berubah"):
        services.promulgate(SYSTEM, row, on=date(2024, 3, 4))
    with pytest.raises(Refused, match="alasan"):
        services.withdraw(SYSTEM, row, reason=" ")


def test_a_correction_is_recorded_with_both_values(cast: Cast) -> None:
    row = make_regulation()
    assert services.correct(SYSTEM, row, services.facts_from(row)) == []
    assert services.correct(SYSTEM, row, replace(services.facts_from(row), title="Peta Rencana")) == ["title"]
    line = AuditEntry.objects.filter(action="regulations.correct").get()
    assert line.change["title"] == ["Arsitektur Sistem Pemerintahan Berbasis Elektronik", "Peta Rencana"]


def test_revoked_from_the_day_the_revoking_one_takes_force(cast: Cast) -> None:
    old, new = (
        make_regulation(number="1", year=2020),
        make_regulation(number="2", year=2025, in_force_from=date(2025, 7, 1)),
    )
    services.relate(SYSTEM, new, target=old, kind="revokes")
    old = fresh(old)
    assert old.revoked_from == date(2025, 7, 1)
    assert queries.status_of(old, date(2025, 6, 30)) == "berlaku"
    assert queries.status_of(old, date(2025, 7, 1)) == "dicabut"


def test_a_draft_revokes_nothing_until_it_is_promulgated(cast: Cast) -> None:
    old, new = make_regulation(number="1", year=2020), make_regulation(state=State.DRAFT, year=2026)
    services.relate(SYSTEM, new, target=old, kind="revokes")
    assert fresh(old).revoked_from is None
    services.enact(SYSTEM, new, number="9", on=date(2026, 2, 1))
    assert fresh(old).revoked_from is None
    services.promulgate(SYSTEM, new, on=date(2026, 2, 3))
    assert fresh(old).revoked_from == date(2026, 2, 3)
    services.withdraw(SYSTEM, new, reason="salah catat")
    assert fresh(old).revoked_from is None


def test_amending_leaves_it_in_force(cast: Cast) -> None:
    old, new = make_regulation(number="1", year=2020), make_regulation(number="2", year=2022)
    made = services.relate(SYSTEM, new, target=old, kind="amends", on=date(2022, 9, 1))
    assert fresh(old).amended_from == date(2022, 9, 1)
    assert queries.status_of(fresh(old), date(2023, 1, 1)) == "diubah"
    with pytest.raises(Refused):
        services.unrelate(SYSTEM, made, reason="")
    services.unrelate(SYSTEM, made, reason="salah pilih")
    assert fresh(old).amended_from is None


def test_relations_that_make_no_sense_are_refused(cast: Cast) -> None:
    old, new = make_regulation(number="1", year=2020), make_regulation(number="2", year=2022)
    services.relate(SYSTEM, new, target=old, kind="revokes")
    wrong = [(new, old, "revokes"), (old, new, "revokes"), (old, new, "amends"), (new, new, "amends"), (new, old, "x")]
    for source, target, kind in wrong:
        with pytest.raises(Refused):
            services.relate(SYSTEM, source, target=target, kind=kind)
    services.relate(SYSTEM, old, target=new, kind="implements")
    assert Relation.objects.count() == 2


def test_parts(cast: Cast) -> None:
    row = make_regulation()
    article = services.add_article(SYSTEM, row, ref="Pasal  5", text="Arsitektur memuat domain.", decides="isi")
    with pytest.raises(Refused):
        services.add_article(SYSTEM, row, ref="Pasal 5", text="lain")
    services.bind(SYSTEM, row, unit=cast.kominfo)
    with pytest.raises(Refused, match="sudah terikat"):
        services.bind(SYSTEM, row, unit=cast.aplikasi)
    services.tie(SYSTEM, row, topic="spbe-59-2020:1", note="Perbup arsitektur")
    with pytest.raises(Refused):
        services.tie(SYSTEM, row, topic="spbe-59-2020:1")
    services.remove_part(SYSTEM, article)
    with pytest.raises(Refused, match="sudah dihapus"):
        services.remove_part(SYSTEM, article)
    assert (row.articles.count(), row.bindings.count(), row.ties.count()) == (0, 1, 1)


def test_every_version_of_the_file_stays(cast: Cast) -> None:
    row = make_regulation()
    services.attach(SYSTEM, row, an_upload())
    with pytest.raises(Refused, match="sama dengan"):
        services.attach(SYSTEM, row, an_upload("lain.pdf"))
    services.attach(SYSTEM, row, an_upload("b.pdf", a_pdf(text="dua")), note="salinan bertanda tangan")
    assert [v.number for v in FileVersion.objects.filter(regulation=row)] == [2, 1]
    assert fresh(row).file == FileVersion.objects.get(number=2).stored
    with pytest.raises(Refused, match="tidak diterima"):
        services.attach(SYSTEM, row, an_upload("naskah.docx", b"PK\x03\x04"))


def test_kinds_can_be_added_and_end(cast: Cast) -> None:
    words = {"name": "x", "short": "x", "rank": 1, "is_own": True, "is_promulgated": False}
    with pytest.raises(NotAllowed):
        services.set_kind(cast.actor("opi"), code="perdes", **words)
    services.set_kind(
        SYSTEM, code="perdes", name="Peraturan Desa", short="Perdes", rank=200, is_own=True, is_promulgated=True,
        used_until=date(2025, 12, 31),
    )  # fmt: skip
    assert "perdes" in queries.kinds(date(2025, 12, 31)) and "perdes" not in queries.kinds(date(2026, 1, 1))
    assert str(make_regulation(kind="perdes", number="1")) == "Perdes 1/2024"
    with pytest.raises(Refused):
        services.set_kind(SYSTEM, code="X Y", name="x", short="x", rank=1, is_own=True, is_promulgated=False)
