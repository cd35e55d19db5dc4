"""Addresses of evidence and the objects in them; isolation_maturity.py and objects_maturity.py take them in."""

from __future__ import annotations

from typing import Any

from pendopo.apps.maturity.models import Entry
from pendopo.apps.maturity.services import evidence
from pendopo.apps.maturity.services.evidence import Content
from pendopo.apps.maturity.testing import SECOND
from pendopo.kernel.files.testing import a_pdf, an_upload
from pendopo.kernel.testing import SYSTEM
from pendopo.kernel.units.models import Unit
from tests.architecture.kinds import Route, act, form, read

ROUTES: dict[str, Route] = {
    "maturity:evidence": read(),
    "maturity:evidence_new": form("evidence_word", shared=True),
    "maturity:evidence_checking": read(),
    "maturity:evidence_accept_many": act(),
    "maturity:evidence_live": read(),
    "maturity:evidence_service": read("evidence_service", shared=True),
    "maturity:evidence_item": read("evidence_item"),
    "maturity:evidence_add_version": form("evidence_item"),
    "maturity:evidence_amend": form("evidence_item"),
    "maturity:evidence_withdraw": form("evidence_item"),
    "maturity:evidence_attach": form("evidence_item"),
    "maturity:evidence_version": read("evidence_version"),
    "maturity:evidence_file": read("evidence_version"),
    "maturity:evidence_verify": act("evidence_version"),
    "maturity:evidence_use": read("evidence_use"),
    "maturity:evidence_accept": act("evidence_use"),
    "maturity:evidence_reject": act("evidence_use"),
    "maturity:evidence_take_back": act("evidence_use"),
    "maturity:evidence_replace": act("evidence_use"),
    "maturity:evidence_copy": act("assessment", shared=True),
    "maturity:evidence_entry_add": form("evidence_entry"),
    "maturity:evidence_freeze": act("running_entry"),
    "maturity:evidence_again": act("running_entry"),
}


def objects(unit: Unit, name: str, submitted: Entry, running: Entry) -> dict[str, dict[str, Any]]:
    """A file of the unit: accepted in the year that will be submitted, proposed in the running one."""
    item = evidence.register(
        SYSTEM, title=f"Bukti {name}", kind="file", unit=unit,
        content=Content(upload=an_upload(f"{name}.pdf", a_pdf(text=name))),
    )  # fmt: skip
    version = item.versions.get()
    (accepted,) = evidence.propose(SYSTEM, version, submitted, levels=[1])
    evidence.accept(SECOND, accepted)
    (proposed,) = evidence.propose(SYSTEM, version, running, levels=[1])
    return {
        "evidence_item": {"item_id": item.pk},
        "evidence_version": {"version_id": version.pk},
        "evidence_use": {"use_id": proposed.pk},
        "evidence_entry": {"assessment_id": running.assessment_id, "code": running.code, "word": "tautan"},
    }


def shared() -> dict[str, dict[str, Any]]:
    return {"evidence_word": {"word": "tautan"}, "evidence_service": {"key": "administration.security"}}
