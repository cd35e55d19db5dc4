"""Checking the trail: any removed, changed or reordered sealed line is found and named."""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from pendopo.kernel.audit.models import AuditEntry, AuditSeal
from pendopo.kernel.audit.services import ROW_DIGEST_BYTES, batch_digest, key_path, row_digest, signing_key


@dataclass(slots=True)
class Report:
    """`problems` names each place; the trail is sound when there is none. `unsealed` lines are not yet protected."""

    seals: int = 0
    rows: int = 0
    unsealed: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.problems


def verify() -> Report:
    """Recompute every seal from the first to the last."""
    report = Report()
    previous, after = bytes(32), 0
    own = signing_key().public_key().public_bytes_raw() if key_path().exists() else None
    for seal in AuditSeal.objects.order_by("last_id").iterator():
        report.seals += 1
        if bytes(seal.previous) != previous or seal.first_id != after + 1:
            report.problems.append(f"seal {seal.pk}: does not follow the seal before it")
        if own is not None and bytes(seal.public_key) != own:
            report.problems.append(f"seal {seal.pk}: signed with another key")
        report.rows += _check(seal, report)
        previous, after = bytes(seal.digest), seal.last_id
    report.unsealed = AuditEntry.objects.filter(id__gt=after).count()
    return report


def _check(seal: AuditSeal, report: Report) -> int:
    rows = list(AuditEntry.objects.filter(id__gte=seal.first_id, id__lte=seal.last_id).order_by("id"))
    digests = [row_digest(row) for row in rows]
    if len(rows) != seal.rows or batch_digest(bytes(seal.previous), digests) != bytes(seal.digest):
        report.problems.append(f"seal {seal.pk}: {_place(seal, rows, digests)}")
    try:
        Ed25519PublicKey.from_public_bytes(bytes(seal.public_key)).verify(bytes(seal.signature), bytes(seal.digest))
    except InvalidSignature:
        report.problems.append(f"seal {seal.pk}: the signature is not valid")
    return len(rows)


def _place(seal: AuditSeal, rows: list[AuditEntry], digests: list[bytes]) -> str:
    """Where the stored short digests and the rows part."""
    stored = bytes(seal.row_digests)
    expected = [stored[i : i + ROW_DIGEST_BYTES] for i in range(0, len(stored), ROW_DIGEST_BYTES)]
    for row, digest, short in zip(rows, digests, expected, strict=False):
        if digest[:ROW_DIGEST_BYTES] != short:
            return f"line {row.pk} was changed, or a line was removed or put in just before it"
    if len(rows) < seal.rows:
        after = rows[-1].pk if rows else seal.first_id - 1
        return f"{seal.rows - len(rows)} line(s) removed after line {after}"
    return f"line(s) put in after line {rows[len(expected) - 1].pk}" if len(rows) > seal.rows else "the seal itself"
