from datetime import timedelta

import pytest

from pendopo.apps.elections.models import Candidate, ElectionState, Member, MemberRole, Pilkades
from pendopo.apps.elections.testing import (
    make_candidate,
    make_committee,
    make_district,
    make_election,
    make_member,
    make_station,
    make_village,
    set_state,
)
from pendopo.apps.elections.tests.screens import client_of, text, url
from pendopo.kernel.clock import today
from pendopo.kernel.desk import desk_of
from pendopo.kernel.files.testing import a_pdf, a_png, an_upload
from pendopo.kernel.people.models import Person
from pendopo.kernel.people.queries import actor_of
from pendopo.kernel.search import find
from pendopo.kernel.testing import Cast, make_person
from pendopo.kernel.units.models import Unit


@pytest.fixture
def manager(world: Cast) -> Person:
    return make_person("Pengelola Uji", "pengelola_pilkades", world.regency, username="dpmd")


@pytest.fixture
def village(world: Cast) -> Unit:
    return make_village(world.regency)


def given(**more) -> dict[str, object]:
    return {
        "day": str(today() + timedelta(200)), "opens_at": "07:00", "closes_at": "13:00", "blank": "boleh",
        "group": "Ed25519", "wave": "Gelombang I", **more,
    }  # fmt: skip


def test_it_works_an_election_is_opened_prepared_and_moved(world: Cast, manager: Person, village: Unit) -> None:
    client = client_of(manager)
    answer = client.post(url("add"), given(villages=[village.pk], decree_number="1/2026", decree_date=str(today())))
    election = Pilkades.objects.get()
    assert answer.url == url("election", election.pk)
    page = text(client.get(answer.url))
    assert "Tambahkan ketua panitia." in page and "Pembentukan panitia" in page
    assert client.post(url("move", election.pk, "daftar"), follow=True).status_code == 200
    election.refresh_from_db()
    assert election.state == ElectionState.PREPARING
    head = {"role": "ketua_panitia", "name": "Ahmad Rifai"}
    assert client.post(url("member_add", election.pk), head).status_code == 302
    client.post(url("move", election.pk, "daftar"))
    election.refresh_from_db()
    assert election.state == ElectionState.REGISTRATION
    assert village.name in text(client.get(url("elections")))


def test_only_the_first_thing_to_do_has_the_filled_button(world: Cast, manager: Person) -> None:
    page = text(client_of(manager).get(url("election", make_election(world.regency, state="pendaftaran").pk)))
    lacking = page[page.index('class="list checks"') :].split("</ul>")[0]
    assert lacking.count('class="btn s p"') == 1 and lacking.count('class="btn s"') > 0
    assert lacking.index('class="btn s p"') < lacking.index('class="btn s"')


def test_a_new_village_comes_with_its_election_or_not_at_all(world: Cast, manager: Person) -> None:
    client = client_of(manager)
    district = make_district(world.regency)
    new = {"district": district.pk, "code": "64.01.06.2002", "name": "Padang Jaya"}
    refused = client.post(url("add"), given(**{**new, "code": "64.01.06.1002"}))
    assert refused.status_code == 422 and "Padang Jaya" in text(refused) and "diawali 2" in text(refused)
    refused = client.post(url("add"), given(**new, opens_at="14:00"))
    assert refused.status_code == 422 and not Unit.objects.filter(code=new["code"]).exists()
    assert "Isi kecamatan, kode, dan nama" in text(client.post(url("add"), given(**{**new, "name": ""})))
    assert "Pilih paling sedikit satu desa" in text(client.post(url("add"), given()))
    client.post(url("add"), given(**new))
    assert Pilkades.objects.get().unit.name == "Desa Padang Jaya"


def whole(world: Cast) -> Pilkades:
    """An election with something on every page."""
    election = make_election(world.regency, state=ElectionState.REGISTRATION)
    station = make_station(election, hamlets=["Mekar"])
    one = make_candidate(election, number=1)
    make_candidate(election, number=2, photo=False)
    make_candidate(election, accepted=False)
    make_member(election, role=MemberRole.KPPS_HEAD, station=station, pin=True)
    make_member(election, role=MemberRole.WITNESS, station=station, candidate=one)
    return election


def test_pages_of_all_kinds_draw(world: Cast, manager: Person) -> None:
    election = whole(world)
    client = client_of(manager)
    stage, station = election.stages.first(), election.stations.get()
    member, row = election.members.first(), election.candidates.first()
    client.post(url("paper_add", election.pk), {"title": "SK panitia", "file": an_upload("sk.pdf", a_pdf())})
    pages = [
        *(url(name) for name in ("elections", "all_members", "all_candidates", "add")),
        *(
            url(name, election.pk)
            for name in (
                "election", "edit", "paper_add", "stages", "stage_add", "stages_shift", "stations", "station_add",
                "hamlets_add", "members", "member_add", "candidates", "candidate_add", "candidate_scores",
                "candidate_sheet",
            )
        ),
        url("stage_edit", stage.pk), url("stage_finish", stage.pk), url("station_edit", station.pk),
        url("hamlet_edit", election.hamlets.get().pk), url("member_edit", member.pk), url("member_leave", member.pk),
        url("candidate", row.pk), url("candidate_edit", row.pk), url("candidate_verify", row.pk),
        url("candidate_photo", row.pk), url("candidate_file", row.pk), url("paper_file", election.papers.get().pk),
        url("member_add", election.pk) + "?orang=sari",
        *(url(name) + f"?unduh={kind}" for name in ("elections", "all_members", "all_candidates")
          for kind in ("xlsx", "pdf")),
    ]  # fmt: skip
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200, page
        if response.streaming:
            b"".join(response.streaming_content)
    for state in ElectionState.values:
        set_state(election, state)
        for name in ("election", "stages", "stations", "members", "candidates"):
            assert client.get(url(name, election.pk)).status_code == 200, (state, name)
    assert client.get(url("candidate_photo", election.candidates.get(photo=None).pk)).status_code == 404


@pytest.mark.parametrize(
    "name, columns",
    [
        ("elections", ("village", "wave", "day", "tps", "standing")),
        ("all_candidates", ("name", "village", "day", "number")),
        ("all_members", ("name", "village", "station")),
    ],
)
def test_registers_sort_search_and_filter(world: Cast, manager: Person, name: str, columns: tuple[str, ...]) -> None:
    whole(world)
    client = client_of(manager)
    for column in columns:
        for order in (column, f"-{column}"):
            assert client.get(url(name), {"urut": order}).status_code == 200
    page = text(client.get(url(name), {"gelombang": "Gelombang I"}))
    assert "Desa Sandeley" in page
    assert "Tidak ada yang cocok" in text(client.get(url(name), {"cari": "tidakada"}))
    district = Unit.objects.get(kind="district")
    assert "Desa Sandeley" in text(client.get(url(name), {"kecamatan": district.path}))


def test_the_way_of_candidates_in_the_browser(world: Cast, village: Unit) -> None:
    election = make_election(village, state=ElectionState.REGISTRATION)
    client = client_of(make_committee(village))
    for name in ("Andi Wijaya", "Bunga Lestari"):
        form = {
            "name": name, "ballot_name": name.upper(), "born_on": "1980-01-01", "registered_on": str(today()),
            "photo": an_upload("foto.png", a_png()), "upload": an_upload("syarat.pdf", a_pdf()),
        }  # fmt: skip
        assert client.post(url("candidate_add", election.pk), form).status_code == 302
    for row in Candidate.objects.all():
        assert client.post(url("candidate_verify", row.pk), {"outcome": "memenuhi"}).status_code == 302
    client.post(url("candidates_accept", election.pk))
    page = text(client.get(url("candidates", election.pk)))
    assert "Undi nomor urut" in page
    client.post(url("candidates_draw", election.pk))
    assert sorted(Candidate.objects.values_list("number", flat=True)) == [1, 2]
    answer = client.post(url("candidates_draw", election.pk), follow=True)
    assert "memerlukan alasan" in text(answer)
    sheet = text(client.get(url("candidate_sheet", election.pk)))
    assert "ANDI WIJAYA" in sheet and "BUNGA LESTARI" in sheet


def test_a_refused_photo_is_said_at_its_field_and_keeps_the_form(world: Cast, manager: Person) -> None:
    election = make_election(world.regency, state=ElectionState.REGISTRATION)
    form = {
        "name": "Nama Yang Diketik", "ballot_name": "N", "born_on": "1980-01-01", "registered_on": str(today()),
        "photo": an_upload("foto.png", b"bukan gambar"),
    }  # fmt: skip
    answer = client_of(manager).post(url("candidate_add", election.pk), form)
    assert answer.status_code == 422
    assert "Nama Yang Diketik" in text(answer) and "tidak sesuai dengan jenisnya" in text(answer)
    assert not Candidate.objects.exists()


def test_pins_are_in_one_answer_only(world: Cast, manager: Person) -> None:
    election = whole(world)
    client = client_of(manager)
    answer = client.post(url("station_pins", election.stations.get().pk))
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
    pins = [slip.pin for slip in answer.context["slips"]]
    assert len(pins) == 2 and all(pin in text(answer) for pin in pins)
    assert not any(pin in text(client.get(url("members", election.pk))) for pin in pins)
    assert client.get(url("station_pins", election.stations.get().pk)).status_code == 405
    chair = make_member(election, role=MemberRole.COMMITTEE_HEAD)
    assert "Tidak ada petugas TPS" in text(client.post(url("member_pin", chair.pk), follow=True))


def test_a_member_is_linked_to_somebody_with_an_account(world: Cast, manager: Person) -> None:
    election = make_election(world.regency)
    client = client_of(manager)
    address = url("member_add", election.pk) + "?orang=sari"
    assert "Sari Wulandari" in text(client.get(address))
    answer = client.post(address, {"role": "panitia", "person": str(world.sari.pk)})
    assert answer.status_code == 302
    member = Member.objects.get()
    assert (member.name, member.person) == ("Sari Wulandari", world.sari)
    assert client.post(url("member_add", election.pk), {"role": "panitia"}).status_code == 422


def test_the_regent_reads_and_changes_nothing(world: Cast) -> None:
    election = whole(world)
    client = client_of(world.bupati)
    page = text(client.get(url("election", election.pk)))
    assert f"/{election.pk}/langkah/" not in page and "Tambah dokumen" not in page
    assert client.get(url("candidates", election.pk)).status_code == 200
    for name in ("edit", "stage_add", "station_add", "member_add", "candidate_add"):
        assert client.get(url(name, election.pk)).status_code == 403
    assert client.post(url("move", election.pk, "batal"), {"reason": "x"}).status_code in (403, 404)
    assert client.get(url("candidate_file", election.candidates.first().pk)).status_code == 403


def test_another_village_finds_nothing(world: Cast) -> None:
    election = whole(world)
    other = make_village(world.regency, name="Desa Lain")
    client = client_of(make_committee(other))
    row, member = election.candidates.first(), election.members.first()
    for page in (
        url("election", election.pk), url("stages", election.pk), url("candidate", row.pk),
        url("candidate_photo", row.pk), url("candidate_file", row.pk), url("member_edit", member.pk),
        url("edit", election.pk), url("stage_edit", election.stages.first().pk),
    ):  # fmt: skip
        assert client.get(page).status_code == 404, page
    for page in (
        url("member_pin", member.pk), url("station_pins", election.stations.get().pk),
        url("move", election.pk, "dpt"), url("candidates_draw", election.pk),
    ):  # fmt: skip
        assert client.post(page).status_code == 404, page
    assert client.post(url("move", election.pk, "batal"), {"reason": "x"}).status_code == 404
    assert "Desa Sandeley" not in text(client.get(url("elections")))


def test_the_desk_and_the_search_know_elections(world: Cast, manager: Person) -> None:
    election = whole(world)
    actor = actor_of(manager.account_id)
    found = desk_of(actor)
    titles = " ".join(str(item.title) for item in found.items)
    assert found.failed == 0 and "Teliti berkas calon Calon Tiga" in titles and "Selesaikan tahapan" in titles
    hits = str(find(actor, "sandeley"))
    assert election.title in hits
    assert election.title not in str(find(world.actor("wayan"), "sandeley"))


def test_pages_do_not_grow_with_what_they_list(world: Cast, manager: Person, django_assert_max_num_queries) -> None:
    election = whole(world)
    for _more in range(6):
        make_member(election, role=MemberRole.KPPS, station=make_station(election))
    client = client_of(manager)
    for name in ("election", "members", "stations", "candidates", "stages"):
        with django_assert_max_num_queries(60):
            client.get(url(name, election.pk))
