from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from pendopo.apps.elections.models import (
    Box,
    CandidateState,
    ElectionState,
    KeySet,
    Kind,
    Pilkades,
)
from pendopo.apps.elections.policy import EXTENSION_DAYS, WITHDRAW_AFTER
from pendopo.apps.elections.services import candidates, elections, stages
from pendopo.apps.elections.testing import (
    SYSTEM,
    make_candidate,
    make_election,
    make_station,
    set_state,
)
from pendopo.kernel import settings_store
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused
from pendopo.kernel.files.testing import an_upload
from pendopo.kernel.testing import Cast


def boxes_for(election: Pilkades, kind: str) -> list[Box]:
    keys = KeySet.objects.create(
        election=election, kind=kind, group="Ed25519", threshold=2, size=3, trustees="[]", joint_key="1", digest="d"
    )
    return [
        Box.objects.create(
            station=one, kind=kind, keyset=keys, uuid=f"{kind}{one.pk}", election_text="{}", credentials="[]", cards=5,
            signing_public="00", parcel_sha256="ab",
        )
        for one in election.stations.all()
    ]  # fmt: skip


def registered(election: Pilkades, count: int) -> list:
    made = [make_candidate(election, name=f"Calon {letter}", accepted=False) for letter in "ABCDEFGH"[:count]]
    for one in made:
        candidates.verify(SYSTEM, one, is_fit=True)
    return made


def test_it_works_registration_is_for_the_stage_of_registration_and_the_age_of_law(world: Cast) -> None:
    election = make_election(world.regency)
    young = candidates.CandidateFacts("Muda", "MUDA", date(today().year - 24, 1, 1))
    with pytest.raises(Refused, match="tidak sedang dibuka"):
        candidates.register(SYSTEM, election, facts=young)
    set_state(election, ElectionState.REGISTRATION)
    with pytest.raises(Refused, match="Pasal 33") as refusal:
        candidates.register(SYSTEM, election, facts=young)
    assert refusal.value.field == "born_on"
    make_candidate(election, name="Satu", accepted=False)
    with pytest.raises(Refused, match="sama dengan calon lain"):
        make_candidate(election, name="satu", accepted=False)
    with pytest.raises(Refused) as refusal:
        candidates.register(
            SYSTEM, election, facts=replace(young, born_on=date(1980, 1, 1)), photo=an_upload("foto.png", b"not a png")
        )
    assert refusal.value.field == "photo"


def test_verification_needs_the_file_or_the_reason(election: Pilkades) -> None:
    bare = candidates.register(
        SYSTEM, election, facts=candidates.CandidateFacts("Tanpa Berkas", "TB", date(1980, 1, 1))
    )
    with pytest.raises(Refused, match="Berkas persyaratan"):
        candidates.verify(SYSTEM, bare, is_fit=True)
    with pytest.raises(Refused, match="syarat") as refusal:
        candidates.verify(SYSTEM, bare, is_fit=False)
    assert refusal.value.field == "reason"
    candidates.verify(SYSTEM, bare, is_fit=False, reason="Ijazah belum ada")
    assert bare.state == CandidateState.REJECTED


def test_too_few_candidates_extend_the_registration(election: Pilkades) -> None:
    registered(election, 1)
    with pytest.raises(Refused, match="Perpanjang"):
        candidates.accept(SYSTEM, election)
    settings_store.set_value(SYSTEM, EXTENSION_DAYS, 15, valid_from=today(), basis="Perbup")
    ended = max(election.stages.get(key="calon").ends_on, today())
    stage = stages.extend_registration(SYSTEM, election, reason="Baru satu")
    assert stage.ends_on == ended + timedelta(15)
    registered_more = make_candidate(election, name="Calon Z", accepted=False)
    with pytest.raises(Refused, match="belum diteliti"):
        candidates.accept(SYSTEM, election)
    candidates.verify(SYSTEM, registered_more, is_fit=True)
    with pytest.raises(Refused, match="sudah cukup"):
        stages.extend_registration(SYSTEM, election, reason="")
    assert len(candidates.accept(SYSTEM, election).accepted) == 2


def test_too_many_are_ranked_by_score_and_ties_are_named(election: Pilkades) -> None:
    made = registered(election, 7)
    with pytest.raises(Refused, match="seleksi tambahan"):
        candidates.accept(SYSTEM, election)
    scores = {one.pk: Decimal(90 - place) for place, one in enumerate(made)}
    scores[made[5].pk] = scores[made[4].pk]
    candidates.set_scores(SYSTEM, election, scores)
    with pytest.raises(Refused, match="Nilai sama di batas 5 calon: Calon E, Calon F"):
        candidates.accept(SYSTEM, election)
    candidates.set_scores(SYSTEM, election, {made[5].pk: Decimal("1.5")})
    candidates.accept(SYSTEM, election)
    states = [one.state for one in election.candidates.order_by("name")]
    assert states == [CandidateState.ACCEPTED] * 5 + [CandidateState.NOT_SELECTED] * 2
    with pytest.raises(Refused) as refusal:
        candidates.set_scores(SYSTEM, election, {made[0].pk: Decimal(-1)})
    assert refusal.value.field == f"score_{made[0].pk}"
    assert candidates.reconsider(SYSTEM, election, reason="Nilai keliru") == 7


def test_the_lot_is_kept_and_drawn_again_only_with_a_reason(election: Pilkades) -> None:
    with pytest.raises(Refused, match="Belum ada calon"):
        candidates.draw_numbers(SYSTEM, election)
    registered(election, 3)
    candidates.accept(SYSTEM, election)
    first = candidates.draw_numbers(SYSTEM, election, lot=Random(1))
    assert sorted(first.values()) == [1, 2, 3]
    with pytest.raises(Refused, match="alasan"):
        candidates.draw_numbers(SYSTEM, election)
    second = candidates.draw_numbers(SYSTEM, election, reason="Kartu undian basah", lot=Random(5))
    election.refresh_from_db()
    assert [line["reason"] for line in election.draws] == ["", "Kartu undian basah"]
    assert {pk: number for number, pk, _name in election.draws[1]["order"]} == second
    assert {one.pk: one.number for one in election.candidates.all()} == second
    with pytest.raises(Refused, match="pendaftaran calon ditutup"):
        make_candidate(election, name="Terlambat", accepted=False)
    make_station(election)
    boxes_for(election, Kind.OFFICIAL)
    with pytest.raises(Refused, match="Kotak suara"):
        candidates.draw_numbers(SYSTEM, election, reason="lagi")


def test_stepping_back_before_the_lot_and_after_it(election: Pilkades) -> None:
    made = registered(election, 4)
    with pytest.raises(Refused, match="alasan"):
        candidates.withdraw(SYSTEM, made[3], reason="")
    candidates.withdraw(SYSTEM, made[3], reason="Sakit")
    candidates.accept(SYSTEM, election)
    candidates.draw_numbers(SYSTEM, election)
    with pytest.raises(Refused, match="tidak dapat mundur"):
        candidates.withdraw(SYSTEM, made[0], reason="Berubah pikiran")
    settings_store.set_value(SYSTEM, WITHDRAW_AFTER, True, valid_from=today(), basis="Perbup")
    candidates.withdraw(SYSTEM, made[0], reason="Berubah pikiran")
    assert made[0].number is None and made[0].state == CandidateState.WITHDRAWN
    left = sorted(election.candidates.filter(state=CandidateState.ACCEPTED).values_list("number", flat=True))
    says_so = any("Undi nomor urut" in words for words in elections.missing(election, "siap"))
    assert len(left) == 2 and says_so == (left != [1, 2])
