"""Screens of keys, cards, parcels and archives."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from pendopo.apps.elections import closing
from pendopo.apps.elections.dry_run import Day, hold
from pendopo.apps.elections.models import Archive, Box, KeySet, Kind
from pendopo.apps.elections.parcel import open_parcel
from pendopo.apps.elections.queries import boxes as queries
from pendopo.apps.elections.rules.boxes import fingerprint
from pendopo.apps.elections.services import boxes
from pendopo.apps.elections.testing import make_committee
from pendopo.apps.elections.tests.outcomes import make_counter
from pendopo.apps.elections.tests.villages import PASSPHRASE, Village, counted
from pendopo.kernel.testing import PASSWORD, SYSTEM, Cast
from pendopo.ui.formats import fours

pytestmark = pytest.mark.django_db


@pytest.fixture
def committee(village: Village) -> Client:
    make_committee(village.election.unit)
    client = Client()
    assert client.login(username="panitia", password=PASSWORD)
    return client


def test_it_works_keys_cards_parcel_and_archive_on_screen(committee: Client, village: Village) -> None:
    KeySet.objects.all().delete()
    upload = SimpleUploadedFile("pemegang-kunci.json", village.ceremony.public())
    sent = committee.post(
        reverse("elections:keys_receive", args=[village.election.pk]), {"kind": "official", "file": upload}
    )
    assert sent.status_code == 302
    page = committee.get(reverse("elections:keys", args=[village.election.pk])).content.decode()
    assert fours(KeySet.objects.get().digest) in page

    cards = committee.post(reverse("elections:cards_make", args=[village.station.pk, "official"]))
    assert cards["Content-Type"] == "application/pdf"
    assert cards["Cache-Control"] == "no-store"
    assert cards.content.startswith(b"%PDF")

    box = Box.objects.get()
    address = reverse("elections:parcel", args=[box.pk])
    shown = committee.get(address)
    said = re.search(r'name="passphrase" value="([^"]+)"', shown.content.decode())
    assert said
    parcel = committee.post(address, {"passphrase": said[1]})
    assert parcel["Content-Disposition"].endswith('.paket"')
    assert open_parcel(parcel.content, said[1]).station == 1
    listed = reverse("elections:boxes", args=[village.election.pk])
    overview = committee.get(listed).content.decode()
    public = Box.objects.get().signing_public
    assert fours(fingerprint(public)) in overview
    assert "dipasang ulang" not in overview
    assert "harus dipasang ulang dengan paket ini" in committee.get(address).content.decode()
    committee.post(address, {"passphrase": said[1]})
    again = committee.get(listed).content.decode()
    assert fours(fingerprint(public)) not in again
    assert "Paket ke-2: laptop yang dipasang dengan paket lama harus dipasang ulang." in again


def test_a_bundle_is_taken_and_its_report_shown(committee: Client, village: Village) -> None:
    archive, bundle = counted(village, [0, 1], kind=Kind.TRIAL)
    page = committee.get(reverse("elections:archive", args=[archive.pk])).content.decode()
    assert fours(archive.last_event) in page
    again = committee.post(
        reverse("elections:archive_receive", args=[village.election.pk]),
        {"file": SimpleUploadedFile("tps.zip", bundle)},
    )
    assert again.url == reverse("elections:archive", args=[archive.pk])  # type: ignore[attr-defined]
    assert committee.post(reverse("elections:archive_publish", args=[archive.pk])).status_code == 302
    assert Archive.objects.get().published_at
    listed = committee.get(reverse("elections:archives", args=[village.election.pk])).content.decode()
    assert "Sah" in listed
    bytes_of = committee.get(reverse("elections:archive_file", args=[archive.pk]))
    assert b"".join(bytes_of.streaming_content).startswith(b"BELENIOS")  # type: ignore[attr-defined]
    committee.post(reverse("elections:archive_withdraw", args=[archive.pk]), {"reason": "keliru"})
    assert Archive.objects.get().published_at is None


def test_what_two_merged_laptops_told_differently_is_seen_by_the_committee(committee: Client, village: Village) -> None:
    deck = boxes.make(SYSTEM, village.station, kind=Kind.OFFICIAL)
    parcel = open_parcel(boxes.make_parcel(SYSTEM, deck.box, passphrase=PASSPHRASE), PASSPHRASE)
    bundle = hold(parcel, deck.cards, village.ceremony.keys, Day([1, 2]))
    report, notes, archive, uuid = closing.unpack(bundle)
    told = closing.Closing(**json.loads(report)["report"])
    merged = replace(told, conflicts=["Kartu 12: batal di satu laptop, memilih di laptop lain."])
    signed = closing.pack(closing.sign(merged, parcel.signing_seed), notes, archive, uuid)
    address = reverse("elections:archive_receive", args=[village.election.pk])
    committee.post(address, {"file": SimpleUploadedFile("tps.zip", signed)})
    page = committee.get(reverse("elections:archive", args=[Archive.objects.get().pk])).content.decode()
    assert "Kartu 12: batal di satu laptop, memilih di laptop lain." in page


def test_who_counts_slips_does_not_get_the_result_before_it_is_announced(committee: Client, village: Village) -> None:
    archive, _bundle = counted(village, [0, 1], kind=Kind.TRIAL)
    counter = Client()
    counter.force_login(make_counter(village.election.unit, "hitung").account)  # type: ignore[arg-type]
    address = reverse("elections:archive_file", args=[archive.pk])
    assert counter.get(address).status_code == 403
    assert address not in counter.get(reverse("elections:archive", args=[archive.pk])).content.decode()
    committee.post(reverse("elections:archive_publish", args=[archive.pk]))
    told = counter.get(address)
    assert b"".join(told.streaming_content).startswith(b"BELENIOS")  # type: ignore[attr-defined]


@pytest.mark.parametrize("raw", [b"", b"PK\x05\x06" + b"\0" * 18, b"not a zip"])
def test_a_file_that_is_no_bundle_is_refused(committee: Client, village: Village, raw: bytes) -> None:
    address = reverse("elections:archive_receive", args=[village.election.pk])
    assert committee.post(address, {"file": SimpleUploadedFile("x.zip", raw)}).status_code == 422
    assert not Archive.objects.exists()


def test_the_wrong_file_of_a_ceremony_says_which_one_is_meant(
    committee: Client,
    village: Village,
) -> None:
    KeySet.objects.all().delete()
    address = reverse("elections:keys_receive", args=[village.election.pk])
    told = json.dumps({"group": "Ed25519"}).encode()
    answer = committee.post(address, {"kind": "official", "file": SimpleUploadedFile("a.json", told)})
    assert answer.status_code == 422
    assert "pemegang-kunci.json" in answer.content.decode()


def test_who_only_looks_has_no_buttons(village: Village, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.bupati.account)  # type: ignore[arg-type]
    page = client.get(reverse("elections:boxes", args=[village.election.pk]))
    assert page.status_code == 200
    assert "Buat dan unduh kartu" not in page.content.decode()
    refused = client.post(reverse("elections:cards_make", args=[village.station.pk, "official"]))
    assert refused.status_code == 403


def test_a_parcel_wants_a_whole_passphrase(committee: Client, village: Village) -> None:
    committee.post(reverse("elections:cards_make", args=[village.station.pk, "official"]))
    answer = committee.post(reverse("elections:parcel", args=[Box.objects.get().pk]), {"passphrase": "12345"})
    assert answer.status_code == 302
    assert not Box.objects.get().parcel_sha256


def test_keys_are_put_aside_with_a_reason(committee: Client, village: Village) -> None:
    keyset = queries.keyset(village.election, Kind.OFFICIAL)
    assert keyset is not None
    address = reverse("elections:keys_drop", args=[keyset.pk])
    committee.post(address, {"reason": ""})
    assert queries.keyset(village.election, Kind.OFFICIAL) is not None
    committee.post(address, {"reason": "satu stik rusak"})
    assert queries.keyset(village.election, Kind.OFFICIAL) is None
    assert "satu stik rusak" in committee.get(reverse("elections:keys", args=[village.election.pk])).content.decode()


def test_reading_stays_constant(
    committee: Client,
    village: Village,
    django_assert_max_num_queries: object,
) -> None:
    from pendopo.apps.elections.models import Station

    for number in range(2, 9):
        Station.objects.create(election=village.election, number=number, place="Aula")
    with django_assert_max_num_queries(24):  # type: ignore[operator]
        assert committee.get(reverse("elections:boxes", args=[village.election.pk])).status_code == 200
