"""Objects of regulations for the isolation table, see objects.py."""

from __future__ import annotations

from typing import Any

from pendopo.apps.personnel.models import Pegawai
from pendopo.apps.regulations import services
from pendopo.apps.regulations.models import Regulation, State
from pendopo.apps.regulations.services import import_files
from pendopo.apps.regulations.testing import SYSTEM, make_regulation
from pendopo.kernel.files.testing import a_pdf, an_upload
from pendopo.kernel.testing import Cast
from pendopo.kernel.units.models import Unit


def objects(world: Cast, unit: Unit, person: Pegawai, name: str) -> dict[str, dict[str, Any]]:
    """A draft of the unit with everything that belongs to one."""
    decided = Regulation.objects.filter(number="901").first() or make_regulation(world.regency, number="901", year=2020)
    draft = make_regulation(unit, state=State.DRAFT, year=2026, title=f"Rancangan {name}", with_file=True)
    relation = services.relate(SYSTEM, draft, target=decided, kind="revokes", note=name)
    article = services.add_article(SYSTEM, draft, ref="Pasal 1", text=f"Bunyi {name}")
    services.attach(SYSTEM, draft, an_upload(f"{name}.pdf", a_pdf(text=name)))
    found = {"regulation_id": draft.pk}
    return {
        "regulation": found,
        "regulation_file": {**found, "number": 2},
        "regulation_relation": {"relation_id": relation.pk},
        "regulation_part": {"kind": "pasal", "part_id": article.pk},
    }


def shared(world: Cast) -> dict[str, dict[str, Any]]:
    """A public document, a kind, an import."""
    public = make_regulation(world.regency, number="902", year=2021, with_file=True)
    sheet = b"jenis;nomor;tahun;tentang;tanggal penetapan\nPerbup;77;2023;Uji;2023-05-01\nApa;1;2023;Salah;x\n"
    checked = import_files.check(SYSTEM, sheet, name="daftar.csv")
    return {
        "regulation_public": {"regulation_id": public.pk},
        "regulation_kind": {"code": "perbup"},
        "regulation_import": {"import_id": checked.pk},
    }
