"""Opening the result: every subset of holders, every forgery."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from pendopo.apps.elections import closing as closings
from pendopo.apps.elections.crypto.election import make_election, read_election
from pendopo.apps.elections.crypto.verify import verify
from pendopo.apps.elections.parcel import seal
from pendopo.apps.elections.station import casting, checkin, documents, phases, place, results
from pendopo.apps.elections.station import opening as openings
from pendopo.apps.elections.station import testing as station_testing
from pendopo.apps.elections.station.opening import Opening, OpeningRefused
from pendopo.apps.elections.tests import ceremonies

VOTES = ([0, 1, 1, 2, 3, 1], [2, 2, 3])


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    with ceremonies.quick():
        yield


@pytest.fixture(scope="module")
def held() -> ceremonies.Held:
    with ceremonies.quick():
        return ceremonies.hold(2, 3)


@pytest.fixture(scope="module")
def bundles(held: ceremonies.Held) -> list[tuple[str, bytes]]:
    return [ceremonies.bundle(held, votes, station=number) for number, votes in enumerate(VOTES, 1)]


def started(folder: Path, bundles: list[tuple[str, bytes]]) -> Opening:
    opening = Opening(folder, {uuid: ceremonies.PUBLIC for uuid, _raw in bundles})
    for _uuid, raw in bundles:
        openings.add_bundle(opening, raw)
    return opening


def act(opening: Opening, held: ceremonies.Held, index: int) -> str:
    return openings.act(opening, held.files[index - 1], ceremonies.passphrase(index))


@pytest.mark.parametrize("pair", list(combinations((1, 2, 3), 2)))
def test_it_works_with_every_two_of_three(
    tmp_path: Path, held: ceremonies.Held, bundles: list[tuple[str, bytes]], pair: tuple[int, int]
) -> None:
    opening = started(tmp_path, bundles)
    assert [case.signature for case in opening.ordered] == ["signed", "signed"]
    act(opening, held, pair[1])
    assert not opening.done
    with pytest.raises(OpeningRefused):
        results.village_lines(opening)
    act(opening, held, pair[0])
    assert opening.done
    assert [case.result for case in opening.ordered] == [[1, 3, 1, 1], [0, 0, 2, 1]]
    assert [(one.number, one.name, one.votes) for one in results.village_lines(opening)] == [
        *((1, "Calon 1", 3), (2, "Calon 2", 3), (3, "Calon 3", 2), (0, "Suara kosong", 1)),
    ]
    for (uuid, before), case in zip(bundles, opening.ordered, strict=True):
        name, after = results.result_bundle(case)
        assert name == f"hasil-tps-51.02.05.2001-{case.closing.station:02}.zip"
        report, _chronicle, archive, same = closings.unpack(after)
        sealed = closings.unpack(before)[2]
        assert same == uuid and archive.startswith(sealed) and len(archive) > len(sealed)
        path = tmp_path / "again.bel"
        path.write_bytes(archive)
        outcome = verify(path)
        assert outcome.valid and outcome.openers == pair and outcome.last_event == case.last_event
        assert openings.sealed_part_sha256(path) == closings.read(report, ceremonies.PUBLIC).archive_sha256


def refused(opening: Opening, raw: bytes, said: str) -> None:
    before = dict(opening.cases)
    with pytest.raises(OpeningRefused, match=said):
        openings.add_bundle(opening, raw)
    assert opening.cases == before
    assert len(list(opening.folder.glob("*.bel"))) == len(before)


def test_bundles_that_do_not_belong_together_are_refused(
    tmp_path: Path, held: ceremonies.Held, bundles: list[tuple[str, bytes]]
) -> None:
    opening = Opening(tmp_path)
    openings.add_bundle(opening, bundles[0][1])
    assert opening.ordered[0].signature == "unknown"
    refused(opening, bundles[0][1], "sudah ada")
    refused(opening, ceremonies.bundle(held, [1, 1], station=1)[1], "nomor TPS")
    refused(opening, ceremonies.bundle(held, [1], station=3, village_code="51.99")[1], "desa lain")
    refused(opening, ceremonies.bundle(held, [1], station=3, kind="trial")[1], "uji coba")
    refused(opening, ceremonies.bundle(ceremonies.hold(2, 3), [1], station=3)[1], "upacara lain")
    uuid, archive = ceremonies.archive_of(held, [1], cards=2, candidates=2)
    report = ceremonies.closed(uuid, archive, spent=1, cards=2, station=3)
    refused(opening, closings.pack(closings.sign(report, ceremonies.SEED), b"[]", archive, uuid), "daftar calonnya")
    openings.remove_bundle(opening, bundles[0][0])
    assert opening.needed == 0 and not list(tmp_path.glob("*.bel"))


def test_forged_bundles_are_refused(tmp_path: Path, held: ceremonies.Held, bundles: list[tuple[str, bytes]]) -> None:
    uuid, raw = bundles[0]
    report, chronicle, archive, _uuid = closings.unpack(raw)
    opening = Opening(tmp_path, {uuid: ceremonies.PUBLIC})
    refused(opening, b"PK", "bukan berkas TPS")
    changed = archive.replace(b'"num_tallied":6', b'"num_tallied":5')
    assert changed != archive
    refused(opening, closings.pack(report, chronicle, changed, uuid), "tidak sama dengan yang ditutup")
    honest = ceremonies.closed(uuid, changed, spent=6, cards=8)
    refused(opening, closings.pack(closings.sign(honest, ceremonies.SEED), chronicle, changed, uuid), "tidak sah")
    other = closings.sign(ceremonies.closed(uuid, archive, spent=6, cards=8), "99" * 32)
    refused(opening, closings.pack(other, chronicle, archive, uuid), "Tanda tangan")
    more = closings.sign(ceremonies.closed(uuid, archive, spent=7, cards=8), ceremonies.SEED)
    refused(opening, closings.pack(more, chronicle, archive, uuid), "6 surat suara")
    named = bundles[1][0]
    refused(opening, closings.pack(report, chronicle, archive, named), "pemilihan yang berbeda")
    foreign = closings.sign(ceremonies.closed(named, archive, spent=6, cards=8), ceremonies.SEED)
    refused(opening, closings.pack(foreign, chronicle, archive, named), "kode pemilihan")
    for odd in (b"[]", b"{}", b'{"report":{}}', report.replace(b'"cards":8', b'"cards":-8')):
        refused(Opening(tmp_path), closings.pack(odd, chronicle, archive, uuid), "rusak")
    openings.add_bundle(opening, raw)


def test_an_archive_that_stops_too_early_or_is_open_already_is_refused(
    tmp_path: Path, held: ceremonies.Held, bundles: list[tuple[str, bytes]]
) -> None:
    opening = started(tmp_path, bundles[:1])
    for index in (1, 2):
        act(opening, held, index)
    _name, done = results.result_bundle(opening.ordered[0])
    _report, chronicle, archive, uuid = closings.unpack(done)
    again = closings.sign(ceremonies.closed(uuid, archive, spent=6, cards=8), ceremonies.SEED)
    folder = tmp_path / "two"
    folder.mkdir()
    refused(Opening(folder), closings.pack(again, chronicle, archive, uuid), "sudah dibuka")
    refused(Opening(folder), done, "tidak sama dengan yang ditutup")
    sealed = closings.unpack(bundles[0][1])[2]
    end = sealed.index(b'"EndBallots"')
    for short, said in ((sealed[: end + 512 - end % 512], "belum sampai"), (sealed[:end], "tidak sah")):
        cut = closings.sign(ceremonies.closed(uuid, short, spent=6, cards=8), ceremonies.SEED)
        refused(Opening(folder), closings.pack(cut, chronicle, short, uuid), said)


def test_wrong_keys_are_refused_and_count_nothing(
    tmp_path: Path, held: ceremonies.Held, bundles: list[tuple[str, bytes]]
) -> None:
    opening = Opening(tmp_path)
    with pytest.raises(OpeningRefused, match="semua TPS dahulu"):
        act(opening, held, 1)
    opening = started(tmp_path, bundles)
    other = ceremonies.hold(2, 3)
    for raw, typed, said in (
        (other.files[0], ceremonies.passphrase(1), "upacara kunci yang lain"),
        (held.files[0], "bukan ini", "tidak cocok dengan kunci milik"),
        (held.files[0][:-3], ceremonies.passphrase(1), "rusak"),
        (b"apa saja", "", "bukan berkas kunci"),
    ):
        with pytest.raises(OpeningRefused, match=said):
            openings.act(opening, raw, typed)
    assert opening.acted == {}
    assert act(opening, held, 1) == "Komang Sudana"
    with pytest.raises(OpeningRefused, match="sudah memakai kuncinya"):
        act(opening, held, 1)
    assert list(opening.acted) == [1] and not opening.done
    with pytest.raises(OpeningRefused, match="Mulai lagi"):
        openings.remove_bundle(opening, bundles[0][0])
    with pytest.raises(OpeningRefused, match="tidak dapat ditambah"):
        openings.add_bundle(opening, ceremonies.bundle(held, [1], station=3)[1])
    act(opening, held, 3)
    with pytest.raises(OpeningRefused, match="sudah dibuka"):
        act(opening, held, 2)


def test_before_the_last_key_there_is_no_figure_anywhere(
    tmp_path: Path, held: ceremonies.Held, bundles: list[tuple[str, bytes]]
) -> None:
    opening = started(tmp_path, bundles)
    act(opening, held, 2)
    for case in opening.ordered:
        assert case.result == [] and case.outcome is None
        with pytest.raises(OpeningRefused):
            results.station_lines(case)
        with pytest.raises(OpeningRefused):
            results.result_bundle(case)
    assert not list(tmp_path.glob("*.hasil.bel"))


def test_an_archive_that_changes_on_the_disk_is_noticed(
    tmp_path: Path, held: ceremonies.Held, bundles: list[tuple[str, bytes]]
) -> None:
    opening = started(tmp_path, bundles)
    act(opening, held, 1)
    path = opening.ordered[1].path
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b'"num_tallied":3', b'"num_tallied":2'))
    with pytest.raises(OpeningRefused, match="TPS 2"):
        act(opening, held, 2)
    assert not opening.done and all(case.result == [] for case in opening.ordered)
    assert list(opening.acted) == [1]
    path.write_bytes(raw)
    act(opening, held, 2)
    assert opening.done and opening.ordered[0].outcome.openers == (1, 2)  # type: ignore[union-attr]


def test_the_names_of_the_holders_come_from_their_file(
    tmp_path: Path, held: ceremonies.Held, bundles: list[tuple[str, bytes]]
) -> None:
    opening = started(tmp_path, bundles)
    assert opening.names[0] == "Pemegang kunci 1"
    with pytest.raises(OpeningRefused, match="upacara lain"):
        openings.set_public(opening, ceremonies.hold(2, 3).public)
    openings.set_public(opening, held.public)
    assert opening.names == ceremonies.NAMES[:3]
    with pytest.raises(OpeningRefused, match="rusak"):
        openings.set_public(opening, b"{}")
    for raw in (b"", b"[]", b'{"keys":[]}', b'{"keys":{"u":"zz"}}'):
        with pytest.raises(OpeningRefused, match="rusak"):
            openings.set_known(opening, raw)
    with pytest.raises(OpeningRefused, match="sebelum berkas TPS"):
        openings.set_known(opening, b'{"keys":{}}')


def test_no_key_is_used_on_a_bundle_whose_signature_nobody_can_check(
    tmp_path: Path, held: ceremonies.Held, bundles: list[tuple[str, bytes]]
) -> None:
    """A forged report with one real ballot would have the holders open what one voter chose."""
    opening = Opening(tmp_path, {bundles[0][0]: ceremonies.PUBLIC})
    for _uuid, raw in bundles:
        openings.add_bundle(opening, raw)
    with pytest.raises(OpeningRefused, match="TPS 2 belum dapat diperiksa"):
        act(opening, held, 1)
    assert not opening.acted and not any(case.partials for case in opening.cases.values())


def test_a_list_of_keys_does_not_replace_a_key_that_is_known(tmp_path: Path) -> None:
    """The station's own parcel was there first; a forged list would make a forged report look signed."""
    opening = openings.Opening(tmp_path, {"u": "aa" * 32})
    with pytest.raises(OpeningRefused, match="berbeda"):
        openings.set_known(opening, json.dumps({"keys": {"u": "bb" * 32, "v": "cc" * 32}}).encode())
    assert opening.known == {"u": "aa" * 32}
    openings.set_known(opening, json.dumps({"keys": {"u": "aa" * 32, "v": "cc" * 32}}).encode())
    assert set(opening.known) == {"u", "v"}


def test_an_empty_box_and_a_lonely_key_kind_work(tmp_path: Path) -> None:
    """Nobody came to this station; all three keys are needed (BELENIOS-2048, so that other programs can count it)."""
    held = ceremonies.hold(3, 3, "BELENIOS-2048")
    uuid, raw = ceremonies.bundle(held, [], station=1, cards=2)
    opening = started(tmp_path, [(uuid, raw)])
    for index in (2, 3, 1):
        act(opening, held, index)
    assert [one.votes for one in results.village_lines(opening)] == [0, 0, 0, 0]


def test_a_station_that_was_really_held_can_be_opened(tmp_path: Path, held: ceremonies.Held) -> None:
    """From the parcel by the station's own program to the result and the papers."""
    parcel, deck, _secrets = station_testing.make_parcel(voters=6, blank=True)
    told = json.loads(parcel.election)
    election = make_election(
        held.ceremony.checked.group,
        held.ceremony.checked.joint_key,
        name=told["name"],
        description=told["description"],
        questions=read_election(parcel.election.encode()).questions,
        uuid=told["uuid"],
    )
    parcel = replace(
        parcel,
        election=election.raw.decode(),
        trustees=held.ceremony.trustees.decode(),
        settings={"stick_required": False},
    )
    laptop = tmp_path / "laptop"
    station = place.prepare(laptop, seal(parcel, station_testing.PASSPHRASE), station_testing.PASSPHRASE)
    assert documents.zero_report_pdf(station, phases.zero_report(station)).startswith(b"%PDF")
    place.attach_journal(station, tmp_path)
    phases.open_voting(station, station_testing.TWO)
    for voter, (card, choice) in enumerate(zip(deck, (1, 1, 0, 3), strict=False), 1):
        checkin.mark(station, voter, officer=station_testing.CHAIR, means="undangan")
        lease = casting.claim(station, 1, station_testing.public_of(parcel, card))
        casting.store(station, 1, lease, station_testing.ballot_of(parcel, card, choice))
        casting.confirm(station, 1, lease)
    phases.close_voting(station, officers=station_testing.TWO, unused_cards=len(deck) - 4)
    raw = phases.seal_box(station).read_bytes()
    assert documents.voting_minutes_pdf(station, phases.final(station)).startswith(b"%PDF")
    folder = tmp_path / "buka"
    folder.mkdir()
    opening = Opening(folder, {parcel.uuid: closings.public_key(parcel.signing_seed)})
    case = openings.add_bundle(opening, raw)
    assert case.signature == "signed" and case.doubts == []
    for index in (3, 1):
        act(opening, held, index)
    assert [one.votes for one in results.village_lines(opening)] == [2, 0, 1, 1]


@pytest.mark.skipif(shutil.which("belenios-tool") is None, reason="belenios-tool is not installed")
def test_belenios_tool_verifies_what_was_opened_here(tmp_path: Path) -> None:
    """All keys needed, BELENIOS-2048: the peer reads the archive of the ceremony, the opening and all."""
    held = ceremonies.hold(2, 2, "BELENIOS-2048")
    uuid, raw = ceremonies.bundle(held, [1, 2, 2, 0], station=1)
    opening = started(tmp_path, [(uuid, raw)])
    act(opening, held, 2)
    act(opening, held, 1)
    folder = tmp_path / "peer"
    folder.mkdir()
    (folder / f"{uuid}.bel").write_bytes(opening.ordered[0].path.read_bytes())
    command = [str(shutil.which("belenios-tool")), "election", "verify", "--dir", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
