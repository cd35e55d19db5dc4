"""Writing and sealing the trail."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection, models, transaction

from pendopo.kernel.actor import Actor
from pendopo.kernel.audit.models import AuditEntry, AuditSeal

ROW_DIGEST_BYTES = 8
BATCH = 5000


def record(action: str, subject: models.Model | str, actor: Actor, /, **change: Any) -> None:
    """One line, in the caller's transaction. `change` must be JSON and free of secrets and personal numbers."""
    kind, pk = (subject._meta.label_lower, str(subject.pk)) if isinstance(subject, models.Model) else (subject, "")
    AuditEntry.objects.create(
        account_id=actor.account_id,
        actor_name=actor.name,
        actor_post=actor.post,
        unit_path=actor.unit_path if actor.unit_path.isdigit() else "",
        action=action,
        subject_type=kind,
        subject_id=pk,
        change=change,
    )


def seal() -> AuditSeal | None:
    """Seal all lines since the last seal (at most BATCH); None when there is nothing new."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            # waits until no insert is in flight, so that no line with a lower id can appear later
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE kernel_auditentry IN SHARE MODE")
        last = AuditSeal.objects.order_by("-id").first()
        after = last.last_id if last else 0
        rows = list(AuditEntry.objects.filter(id__gt=after).order_by("id")[:BATCH])
        if not rows:
            return None
        previous = bytes(last.digest) if last else bytes(32)
        digests = [row_digest(row) for row in rows]
        digest = batch_digest(previous, digests)
        key = signing_key()
        return AuditSeal.objects.create(
            first_id=after + 1,
            last_id=rows[-1].pk,
            rows=len(rows),
            previous=previous,
            digest=digest,
            row_digests=b"".join(d[:ROW_DIGEST_BYTES] for d in digests),
            signature=key.sign(digest),
            public_key=key.public_key().public_bytes_raw(),
        )


def row_digest(row: AuditEntry) -> bytes:
    """SHA-256 over the line in canonical JSON."""
    fields = [
        row.pk,
        row.at.isoformat(),
        row.account_id,
        row.actor_name,
        row.actor_post,
        row.unit_path,
        row.action,
        row.subject_type,
        row.subject_id,
        row.change,
    ]
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).digest()


def batch_digest(previous: bytes, digests: list[bytes]) -> bytes:
    return hashlib.sha256(previous + b"".join(digests)).digest()


def signing_key() -> Ed25519PrivateKey:
    """This installation's key, made at first use, readable by its owner only."""
    path = key_path()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = Ed25519PrivateKey.generate().private_bytes_raw()
        partial = path.with_suffix(f".{os.getpid()}")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(fresh)
        try:
            os.link(partial, path)
        except FileExistsError:
            pass
        finally:
            os.unlink(partial)
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def key_path() -> Path:
    return Path(settings.DATA_DIR) / "keys" / "audit.ed25519"
