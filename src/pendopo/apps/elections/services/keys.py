"""The public half of a key ceremony: taken in, checked, and put aside when a new ceremony has to be held."""

from __future__ import annotations

import hashlib
import json

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.elections.models import Box, KeySet, Pilkades
from pendopo.apps.elections.services.elections import require_reason, require_runner
from pendopo.apps.elections.station.ceremony import CeremonyRefused, PublicKeys, read_public
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused

PERMISSION = "elections.keys"
"""Of who keeps keys, cards and parcels of a village."""
LARGEST = 1024 * 1024


@transaction.atomic
def receive(actor: Actor, election: Pilkades, *, kind: str, raw: bytes) -> KeySet:
    """Takes `pemegang-kunci.json` of the ceremony. Raises Refused when it is not one, or one is in use.

    The keys of a trial were used to open its result on some laptop: they never open an official one, in no village.
    """
    require_runner(actor, election, PERMISSION)
    found = read(raw)
    if found.group != election.group:
        raise Refused(
            _("Kunci ini dibuat untuk kelompok %(theirs)s, pemilihan ini memakai %(ours)s. Ulangi upacara kunci.")
            % {"theirs": found.group, "ours": election.group},
            field="file",
        )
    if found.record.get("kind") != kind:
        raise Refused(_("Upacara kunci ini bukan untuk pilihan itu: periksa resmi atau uji coba."), field="kind")
    joint_key = found.checked.group.text(found.joint_key)
    if KeySet.objects.filter(joint_key=joint_key).exclude(kind=kind).exists():
        raise Refused(
            _(
                "Kunci ini sudah dipakai untuk pilihan lain. Hasil uji coba dibuka dengan kuncinya, jadi kunci resmi "
                "dan kunci uji coba harus dari dua upacara. Adakan upacara kunci tersendiri, lalu unggah hasilnya."
            ),
            field="file",
        )
    if KeySet.objects.select_for_update().filter(election=election, kind=kind, dropped_at=None).exists():
        raise Refused(_("Sudah ada kunci yang dipakai. Kesampingkan dulu dengan alasan, lalu unggah yang baru."))
    made = KeySet.objects.create(
        election=election, kind=kind, group=found.group, threshold=found.threshold, size=len(found.names),
        holders=json.loads(raw)["names"], trustees=found.trustees.decode(),
        joint_key=joint_key, digest=hashlib.sha256(found.trustees).hexdigest(),
        record=found.record, received_by=actor.name,
    )  # fmt: skip
    audit.record(
        "elections.keys_receive", election, actor,
        kind=kind, digest=made.digest, threshold=made.threshold, size=made.size,
    )  # fmt: skip
    return made


@transaction.atomic
def drop(actor: Actor, keyset: KeySet, *, reason: str) -> None:
    """Puts the keys aside. Refused while boxes rest on them: those are dropped first."""
    require_runner(actor, keyset.election, PERMISSION)
    reason = require_reason(reason)
    if Box.objects.filter(keyset=keyset, dropped_at=None).exists():
        raise Refused(_("Kartu sudah dibuat dengan kunci ini. Batalkan kartu semua TPS dulu."))
    changed = KeySet.objects.filter(pk=keyset.pk, dropped_at=None).update(
        dropped_at=timezone.now(), dropped_because=reason
    )
    if not changed:
        raise Refused(_("Kunci ini sudah dikesampingkan."))
    audit.record("elections.keys_drop", keyset.election, actor, kind=keyset.kind, digest=keyset.digest, reason=reason)


def read(raw: bytes) -> PublicKeys:
    """The file of the ceremony, its digest and all proofs checked. Raises Refused with the reason."""
    try:
        if len(raw) > LARGEST:
            raise CeremonyRefused(_("Berkas terlalu besar untuk pemegang-kunci.json."))
        return read_public(raw)
    except CeremonyRefused as problem:
        raise Refused(str(problem), field="file") from problem
