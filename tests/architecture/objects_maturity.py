"""Objects of maturity for the isolation table, see objects.py."""

from __future__ import annotations

from typing import Any

from pendopo.apps.maturity.models import Assessment
from pendopo.apps.maturity.services import answers, assessments, findings, submission
from pendopo.apps.maturity.testing import SECOND, answer_all, entry_of, make_assessment, submit
from pendopo.apps.personnel.models import Pegawai
from pendopo.kernel.files.testing import an_upload
from pendopo.kernel.testing import SYSTEM, Cast
from pendopo.kernel.units.models import Unit
from tests.architecture import maturity_benchmark, maturity_evidence, maturity_insight

INSTRUMENT = "pemdi-8-2026"
SUBMITTED, RUNNING = 2027, 2028


def objects(world: Cast, unit: Unit, person: Pegawai, name: str) -> dict[str, dict[str, Any]]:
    """Keyword arguments of addresses, by kind, for objects that belong to `unit`; `name` must stand in each."""
    code = "1" if unit == world.aplikasi else "2"
    submitted, running = (_year(world, year) for year in (SUBMITTED, RUNNING))
    for year in (submitted, running):
        assessments.assign(SYSTEM, year, [code], unit=unit)
        entry = entry_of(year, code)
        answers.save(SYSTEM, entry, level=1, fact=f"Fakta {name}", analysis=f"Analisis {name}", version=0)
        answers.send(SYSTEM, entry)
    answers.accept(SECOND, entry_of(submitted, code))
    return {
        "entry": {"assessment_id": submitted.pk, "code": code},
        "running_entry": {"assessment_id": running.pk, "code": code},
        **maturity_evidence.objects(unit, name, entry_of(submitted, code), entry_of(running, code)),
        **maturity_insight.objects(unit, name),
    }


def shared(world: Cast) -> dict[str, dict[str, Any]]:
    """Objects of no office: the submitted year and what is in it."""
    year = _year(world, SUBMITTED)
    answer_all(year, 1, only={entry.code for entry in year.entries.filter(state="open")})
    sent = submit(year)
    submission.attach_signed(SYSTEM, sent, ba_file=an_upload("ba.pdf"))
    line = findings.add(SYSTEM, year, kind="strength", text="Catatan uji")
    return {
        "assessment": {"assessment_id": year.pk},
        "running_assessment": {"assessment_id": _year(world, RUNNING).pk},
        "submission": {"assessment_id": year.pk, "number": sent.number},
        "signed_file": {"assessment_id": year.pk, "number": sent.number, "which": "berita-acara"},
        "finding": {"assessment_id": year.pk, "finding_id": line.pk},
        **maturity_evidence.shared(),
        **maturity_insight.shared(),
        **maturity_benchmark.shared(sent),
    }


def _year(world: Cast, year: int) -> Assessment:
    found = Assessment.objects.filter(year=year, instrument=INSTRUMENT).first()
    return found or make_assessment(world.kominfo, year=year, instrument=INSTRUMENT)
