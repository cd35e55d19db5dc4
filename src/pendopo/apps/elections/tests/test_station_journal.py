"""The stick and the spare laptop: what is damaged, foreign, pulled out, or newer than the laptop."""

from __future__ import annotations

import gzip
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pendopo.apps.elections import parcel as parcels
from pendopo.apps.elections.station import casting, checkin, chronicle, core, phases, place, rules
from pendopo.apps.elections.station.cells import STATUS, Cell, Geometry, Sealer
from pendopo.apps.elections.station.errors import StationRefused, StorageFailed
from pendopo.apps.elections.station.testing import CHAIR, PASSPHRASE, TWO, make_parcel
from pendopo.apps.elections.tests.stations import Bench, ballot, card_of, parcel_and_deck, public, refused, vote


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    found = Bench(tmp_path)
    yield found
    place.close(found.station)


def spoil(path: Path, offset: int, size: int = 8) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(os.urandom(size))


def test_it_works_that_a_spare_laptop_goes_on_from_the_stick(bench: Bench) -> None:
    vote(bench.station, 0)
    lease = vote(bench.station, 1, booth=2, confirm=False)
    checkin.mark(bench.station, 1, officer=CHAIR, means="ktp")
    checkin.add_extra(bench.station, nik="3399999999999999", name="Ketut Luar", sex="L", officers=TWO)
    casting.void(bench.station, public(3), TWO)
    place.close(bench.station)  # and is never heard of again
    spare = bench.restore("cadangan")
    assert spare.phase == "open"
    assert casting.counts(spare) == (8, 1, 1, 1, 0, 5)
    assert checkin.counts(spare)[:3] == (6, 1, 1)
    assert checkin.search(spare, "ketut luar")[0].nik == "3399999999999999"
    casting.confirm(spare, 2, lease)  # the booth found the spare laptop
    vote(spare, 2)
    figures = phases.close_voting(spare, officers=TWO, unused_cards=4)
    assert (figures.cards_spent, figures.attended, figures.extra) == (3, 1, 1)
    assert chronicle.check(chronicle.entries(spare), spare.sealer.key.verify_key.encode().hex()) == ""
    assert [one["kind"] for one in chronicle.entries(spare)][:2] == ["siap", "jurnal"]
    phases.seal_box(spare)
    place.close(spare)


def test_the_old_laptop_does_not_write_over_what_the_spare_one_wrote(bench: Bench) -> None:
    old = bench.station
    vote(old, 0)
    spare = bench.restore("cadangan")
    vote(spare, 1)
    lease = casting.claim(old, 1, public(2))
    bench.stick.rename(bench.folder / "x")
    with pytest.raises(StorageFailed):
        casting.store(old, 1, lease, ballot(2))
    (bench.folder / "x").rename(bench.stick)
    assert core.probe(old) == "failing"
    assert card_of(spare, 1) == ballot(1)
    place.close(spare)
    place.attach_journal(old, bench.stick)  # asked for by officers: merged
    assert card_of(old, 1) == ballot(1)
    assert casting.counts(old).spent == 2
    assert old.journal
    assert old.journal.read()[0] == dict(enumerate(old.cells))


class Pulled(Exception):
    """The stick is pulled out."""


@pytest.mark.parametrize("step", [1, 2])
def test_a_stick_pulled_at_any_moment_holds_a_whole_copy(bench: Bench, step: int) -> None:
    """Also where the version jumps by two, as after a merge, or when the laptop went on without its stick."""
    journal = bench.station.journal
    assert journal
    where = bench.station.geometry.card(0)
    before = Cell(4, rules.Card(rules.SPENT, lease=b"1" * 16, ballot=ballot(0)).pack())
    after = Cell(4 + step, rules.Card(rules.SPENT, lease=b"2" * 16, ballot=ballot(1)).pack())
    for last in range(20):
        journal.write({where: before})
        left = iter(range(last, -1, -1))

        def pull(_name: str, left: Iterator[int] = left) -> None:
            if not next(left):
                raise Pulled

        journal.checkpoint = pull
        try:
            journal.write({where: after})
            break
        except Pulled:
            found, bad = journal.read()
            assert bad == []
            assert found[where] in (before, after), last
        finally:
            journal.checkpoint = lambda _name: None
    assert last > 3
    raw, size = bench.journal.read_bytes(), bench.station.geometry.size(where)
    halves = [raw[at : at + size] for at in (journal.half(where, 0), journal.half(where, 1))]
    assert any(halves[after.version % 2])
    assert not any(halves[1 - after.version % 2])  # what was there before is gone


def test_what_a_pulled_stick_left_is_tidied_when_the_station_is_opened(bench: Bench) -> None:
    journal = bench.station.journal
    assert journal
    where = bench.station.geometry.card(0)
    cell, size = bench.station.cells[where], bench.station.geometry.size(where)
    assert cell.version == 0
    with bench.journal.open("r+b") as file:  # a kill before the old half was wiped
        file.seek(journal.half(where, 1))
        file.write(bench.station.sealer.pack(where, Cell(0, cell.payload), size))
    journal = bench.load().journal
    assert journal
    assert not any(bench.journal.read_bytes()[journal.half(where, 1) :][:size])


def test_a_damaged_place_on_the_stick_is_named_and_written_again(bench: Bench) -> None:
    vote(bench.station, 0)
    journal = bench.station.journal
    assert journal
    where = bench.station.geometry.card(bench.station.ranks[public(0)])
    cell = bench.station.cells[where]
    spoil(bench.journal, journal.half(where, cell.version) + 100)
    assert journal.read()[1] == [where]
    station = bench.load()
    text = [one["text"] for one in chronicle.entries(station) if "rusak" in one["text"]]
    assert text == [f"Bagian jurnal rusak dan ditulis ulang dari laptop: {station.geometry.name(where)}."]
    assert station.journal
    assert station.journal.read() == (dict(enumerate(station.cells)), [])


def test_a_damaged_box_is_mended_from_the_stick_or_refused(bench: Bench) -> None:
    vote(bench.station, 0)
    where = bench.station.geometry.card(bench.station.ranks[public(0)])
    place.close(bench.station)
    with sqlite3.connect(bench.folder / "tps" / place.BOX) as line, line.blobopen("cell", "body", where) as blob:
        blob.seek(90)
        blob.write(b"\0\0\0\0")
    line.close()
    bench.stick.rename(bench.folder / "x")
    with refused("damaged"):
        bench.load()
    (bench.folder / "x").rename(bench.stick)
    assert card_of(bench.load(), 0) == ballot(0)
    assert phases.zero_report(bench.station).problems == ["Kotak suara memuat 1 surat suara."]


def test_a_stick_of_another_station_is_refused(bench: Bench, tmp_path: Path) -> None:
    parcel, _deck, _secrets = make_parcel(voters=6, candidates=2)
    (tmp_path / "lain").mkdir()
    other = Bench(tmp_path / "lain", parcel)
    with refused("journal"):
        place.attach_journal(bench.station, other.journal)
    assert bench.station.journal_state == "ok"
    vote(bench.station, 0)
    with refused("journal"):
        bench.restore("cadangan", other.journal)
    with refused("journal"):
        bench.restore("cadangan", tmp_path / "kosong.pendopo")
    assert not place.exists(tmp_path / "cadangan")
    place.close(other.station)


def test_a_cell_signed_by_nobody_or_taken_from_elsewhere_is_no_cell() -> None:
    own, other = Sealer("11" * 32, "phi"), Sealer("22" * 32, "phi")
    raw = own.pack(3, Cell(4, b"isi"), 256)
    assert own.unpack(3, raw) == Cell(4, b"isi")
    for reader, number, body in (
        (other, 3, raw),
        (own, 4, raw),  # moved to another place
        (Sealer("11" * 32, "lain"), 3, raw),
        (own, 3, bytes(256)),
        (own, 3, raw[:64] + b"\0\0\0\5" + raw[68:]),  # another version
    ):
        with pytest.raises(ValueError, match="signature"):
            reader.unpack(number, body)
    with pytest.raises(ValueError, match="length"):
        own.unpack(3, raw[:68] + b"\xff\xff\xff\xff" + raw[72:])


def test_a_new_stick_gets_the_whole_content(bench: Bench) -> None:
    vote(bench.station, 0)
    (bench.folder / "baru").mkdir()
    place.attach_journal(bench.station, bench.folder / "baru")
    vote(bench.station, 1)
    spare = bench.restore("cadangan", bench.folder / "baru")
    assert casting.counts(spare).spent == 2
    assert bench.station.journal
    assert bench.station.journal.path.parent.name == "baru"
    place.close(spare)
    assert bench.load().journal_state == "failing"  # the stick now belongs to the spare laptop


def test_a_stick_with_a_spoilt_head_or_cut_short_is_no_journal(bench: Bench) -> None:
    size = bench.journal.stat().st_size
    os.truncate(bench.journal, size - 1)
    assert core.probe(bench.station) == "failing"
    os.truncate(bench.journal, size)
    assert core.probe(bench.station) == "ok"
    spoil(bench.journal, 20)
    with pytest.raises(StorageFailed):
        vote(bench.station, 0)
    bench.journal.unlink()
    place.attach_journal(bench.station, bench.stick)
    vote(bench.station, 0)


def test_a_stick_that_missed_something_is_brought_up_to_date_at_the_start(bench: Bench) -> None:
    kept = bench.journal.read_bytes()
    vote(bench.station, 0)
    bench.journal.write_bytes(kept)
    station = bench.load()
    assert card_of(station, 0) == ballot(0)
    assert station.journal
    assert station.journal.read() == (dict(enumerate(station.cells)), [])


def test_what_only_the_stick_knows_is_taken(bench: Bench) -> None:
    box = bench.folder / "tps" / place.BOX
    place.close(bench.station)
    kept = box.read_bytes()
    station = bench.load()
    vote(station, 0, confirm=False)
    place.close(station)
    box.write_bytes(kept)  # the laptop's disk forgot
    assert [one.booth for one in casting.pending(bench.load())] == [1]


def test_what_only_the_stick_knows_is_taken_also_when_it_comes_later(bench: Bench) -> None:
    box = bench.folder / "tps" / place.BOX
    place.close(bench.station)
    kept = box.read_bytes()
    vote(bench.load(), 0)
    place.close(bench.station)
    box.write_bytes(kept)
    bench.stick.rename(bench.folder / "x")
    station = bench.load()
    assert (station.journal_state, casting.counts(station).spent) == ("missing", 0)
    (bench.folder / "x").rename(bench.stick)
    vote(station, 1)
    assert casting.counts(station).spent == 2
    assert card_of(station, 0) == ballot(0)


def test_one_program_at_a_time(bench: Bench) -> None:
    with bench.quick(), refused("running"):
        place.load(bench.folder / "tps", PASSPHRASE)
    with bench.quick(), refused("exists"):
        place.prepare(bench.folder / "tps", b"", PASSPHRASE)
    with bench.quick(), refused("missing"):
        place.load(bench.folder / "tidak-ada", PASSPHRASE)


def test_a_wrong_passphrase_or_a_broken_parcel_is_refused(tmp_path: Path) -> None:
    with refused("parcel"):
        place.prepare(tmp_path / "tps", b"bukan paket", PASSPHRASE)
    assert not (tmp_path / "tps").exists()


DEEP = b"[" * 200_000


def test_a_parcel_that_is_nested_too_deeply_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(parcels.ParcelError, match="Kepala paket rusak"):
        parcels.open_parcel(parcels.MAGIC + DEEP + b"\n" + b"x" * 40, PASSPHRASE)
    parcel, _deck = parcel_and_deck()
    packed = gzip.compress(DEEP)
    monkeypatch.setattr(parcels.gzip, "compress", lambda *_body, **_how: packed)
    sealed = parcels.seal(parcel, PASSPHRASE)
    with pytest.raises(parcels.ParcelError, match="Isi paket rusak"):
        parcels.open_parcel(sealed, PASSPHRASE)


@pytest.mark.parametrize(
    ("title", "village", "heading"),
    [
        ("Pemilihan Kepala Desa Sandeley 2026", "Desa Sandeley", "Pemilihan Kepala Desa Sandeley 2026"),
        ("Pilkades SANDELEY", "Desa Sandeley", "Pilkades SANDELEY"),
        ("Pemilihan Kepala Desa 2026", "Sukamaju", "Pemilihan Kepala Desa 2026, Sukamaju"),
        ("Pemilihan Kepala Desa Sukamajujaya", "Sukamaju", "Pemilihan Kepala Desa Sukamajujaya, Sukamaju"),
    ],
)
def test_the_head_of_a_screen_names_the_village_once(title: str, village: str, heading: str) -> None:
    assert replace(parcel_and_deck()[0], title=title, village=village).heading == heading


def test_a_sealed_station_stays_sealed_on_the_spare_laptop(bench: Bench) -> None:
    vote(bench.station, 0)
    phases.close_voting(bench.station, officers=TWO, unused_cards=7)
    bundle = phases.seal_box(bench.station)
    spare = bench.restore("cadangan")
    assert spare.phase == "sealed"
    assert phases.seal_box(spare).read_bytes() == bundle.read_bytes()
    assert phases.final(spare) == phases.final(bench.station)
    with refused("not_open"):
        phases.close_voting(spare, officers=TWO, unused_cards=7)
    place.close(spare)


def test_places_do_not_overlap() -> None:
    geometry = Geometry(cards=3, voters=2, extras=2, card_size=1024)
    assert [geometry.size(one) for one in geometry.places()] == [65536, 1024, 1024, 1024, 128, 128, 1024, 1024]
    assert geometry.offsets[-1] == sum(geometry.size(one) for one in geometry.places())
    assert geometry.name(STATUS) == "keadaan TPS"
    assert [geometry.name(one) for one in (1, 4, 6)] == [
        *("kotak nomor 1", "daftar hadir nomor 1", "pemilih tambahan nomor 1"),
    ]
    assert rules.unpack(rules.Card().pack()) == rules.Card()


def test_the_longest_names_and_notes_have_room(tmp_path: Path) -> None:
    bench = Bench(tmp_path, opened=False)
    witnesses = ["𝒳" * 200] * 80
    phases.open_voting(bench.station, TWO, witnesses)
    phases.close_voting(bench.station, officers=TWO, witnesses=witnesses, unused_cards=8, notes="𝒳" * 5000)
    assert len(phases.final(bench.station).notes) == 2000
    assert len(phases.final(bench.station).witnesses) == phases.MOST_WITNESSES
    with pytest.raises(StationRefused):
        phases.close_voting(bench.station, officers=TWO, unused_cards=-1)
    place.close(bench.station)
