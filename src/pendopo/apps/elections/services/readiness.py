"""What the steps of an election wait for, as far as people, places and the roll's size go. Keys, boxes, results and
the roll's own findings are guarded by their slices.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext as _

from pendopo.apps.elections.models import (
    CandidateState,
    MemberRole,
    Pilkades,
)
from pendopo.apps.elections.policy import FEWEST_CANDIDATES, MOST_CANDIDATES
from pendopo.apps.elections.queries.elections import local_now, voters_by_station
from pendopo.apps.elections.rules.candidates import numbers_faults
from pendopo.apps.elections.rules.moves import Check, guard
from pendopo.kernel import settings_store
from pendopo.ui import formats

NEEDED = {MemberRole.KPPS_HEAD, MemberRole.KPPS}


@guard("daftar")
def committee(election: Pilkades) -> Iterator[Check]:
    yield Check(
        _("SK panitia tercatat"), bool(election.decree_number and election.decree_date),
        _("Isi nomor dan tanggal SK panitia."), "elections:edit",
    )  # fmt: skip
    head = election.members.filter(role=MemberRole.COMMITTEE_HEAD, left_on__isnull=True)
    yield Check(_("Ketua panitia ditunjuk"), head.exists(), _("Tambahkan ketua panitia."), "elections:members")
    yield Check(
        _("Jadwal tahapan disusun"), election.stages.filter(key="pemungutan").exists(),
        _("Susun jadwal tahapan."), "elections:stages",
    )  # fmt: skip


@guard("dpt")
def stations_are_used(election: Pilkades) -> Iterator[Check]:
    """The roll's own slice sees that every voter has a station and none is over the limit."""
    stations = list(election.stations.all())
    yield Check(_("TPS terdaftar"), bool(stations), _("Tambahkan TPS."), "elections:stations")
    if not stations:
        return
    held = voters_by_station(election)
    empty = [str(one) for one in stations if not held.get(one.pk, 0)]
    words = _("Tanpa pemilih: %(list)s. Hapus TPS itu atau pindahkan pemilih.") % {"list": ", ".join(empty)}
    yield Check(_("Setiap TPS mempunyai pemilih"), not empty, words, "elections:stations")


@guard("siap")
def candidates_stand(election: Pilkades) -> Iterator[Check]:
    fewest = int(settings_store.value(FEWEST_CANDIDATES, on=election.day))
    most = int(settings_store.value(MOST_CANDIDATES, on=election.day))
    rows = list(election.candidates.filter(state=CandidateState.ACCEPTED))
    yield Check(
        _("%(few)s sampai %(many)s calon ditetapkan") % {"few": fewest, "many": most}, fewest <= len(rows) <= most,
        _("Sekarang %(n)s calon; harus %(few)s sampai %(many)s.") % {"n": len(rows), "few": fewest, "many": most},
        "elections:candidates",
    )  # fmt: skip
    yield Check(
        _("Nomor urut diundi"), bool(rows) and not numbers_faults([row.number for row in rows]),
        _("Undi nomor urut; nomornya harus 1 sampai banyaknya calon."), "elections:candidates",
    )  # fmt: skip
    bare = [row.ballot_name for row in rows if row.photo_id is None]
    yield Check(
        _("Foto semua calon ada"), bool(rows) and not bare,
        _("Unggah foto: %(names)s.") % {"names": ", ".join(bare)} if bare else _("Belum ada calon."),
        "elections:candidates",
    )  # fmt: skip


@guard("siap")
def stations_are_staffed(election: Pilkades) -> Iterator[Check]:
    """Each station has a head of KPPS and one more officer, both with a PIN: two officers decide exceptions."""
    held: dict[int | None, set[str]] = defaultdict(set)
    rows = election.members.filter(left_on__isnull=True).exclude(pin_hash="")
    for station, role in rows.values_list("station", "role"):
        held[station].add(role)
    stations = list(election.stations.all())
    lacking = [str(one) for one in stations if not held[one.pk] >= NEEDED]
    yield Check(
        _("KPPS tiap TPS lengkap dengan PIN"), bool(stations) and not lacking,
        _("Ketua dan sekurangnya satu anggota KPPS dengan PIN belum ada di %(list)s.") % {"list": ", ".join(lacking)}
        if lacking else _("Belum ada TPS."),
        "elections:members",
    )  # fmt: skip


@guard("mulai")
def only_on_the_day(election: Pilkades) -> Iterator[Check]:
    """Voting begins on its day, on the clock of the village."""
    now = local_now(election)
    yield Check(
        _("Hari pemungutan suara"), now.date() == election.day,
        _("Pemungutan suara hanya dimulai pada %(day)s.") % {"day": formats.long_date(election.day)}, "elections:edit",
    )  # fmt: skip


@guard("tetapkan")
def winner_is_known(election: Pilkades) -> Iterator[Check]:
    found = election.determinations.filter(withdrawn_at__isnull=True)
    yield Check(_("Penetapan panitia tercatat"), found.exists(), _("Catat keputusan panitia tentang calon terpilih."))
