"""The official documents of an evaluation as plain data for typst. They are always in Indonesian.

Final ones come from the frozen submission and, for the result report, from the closed assessment; anything earlier is
marked KONSEP on every page.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Final

import segno
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from pendopo.apps.maturity.models import Assessment, AssessmentState, FindingKind, Stage
from pendopo.apps.maturity.queries import instruments
from pendopo.apps.maturity.queries.documents_source import Said, Source, made_at, signer_of, source_of
from pendopo.apps.maturity.queries.shown import shown, trimmed
from pendopo.apps.maturity.rules.scoring import Result
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.ui import formats

AT_ONCE: Final = 400_000
"""Characters of data that are set while the person waits; more becomes a task."""
FOLDER: Final = "apps/maturity/typst"
MINUTES: Final = "berita-acara"
CONSENT: Final = "persetujuan-publikasi"
REPORT: Final = "laporan-hasil"
WORKSHEET: Final = "lembar-kerja"
TITLES: Final[Mapping[str, Any]] = {
    MINUTES: _("Berita Acara Penilaian Mandiri"),
    CONSENT: _("Surat Persetujuan Publikasi"),
    REPORT: _("Laporan Hasil Evaluasi"),
    WORKSHEET: _("Lembar kerja indikator"),
}
EVIDENCE_WORDS: Final = {"file": "berkas", "link": "tautan", "regulation": "produk hukum", "live": "sistem berjalan"}
STAGE_WORDS: Final = {
    Stage.SELF: "Mandiri", Stage.DOCUMENT: "Dokumen", Stage.INTERVIEW: "Interviu", Stage.VISIT: "Visitasi",
    Stage.FINAL: "Akhir",
}  # fmt: skip


@dataclass(frozen=True)
class Paper:
    """One document, ready to be set; the same data and moment give the same bytes."""

    kind: str
    name: str
    template: str
    data: dict[str, Any]
    is_draft: bool
    made_at: datetime

    @property
    def is_large(self) -> bool:
        """Too large to be set while the person waits."""
        return len(json.dumps(self.data)) > AT_ONCE


def is_final(assessment: Assessment, kind: str, *, submitted: bool) -> bool:
    """Whether a document is what it says, or still a draft."""
    return assessment.state == AssessmentState.CLOSED if kind == REPORT else submitted


def paper(
    actor: Actor, assessment: Assessment, kind: str, *, whole: bool, address: Callable[[str], str] | None = None
) -> Paper:
    """The document for this actor. `address` gives the page that checks a digest. Raises KeyError for another kind."""
    build = BUILDERS[kind]
    with translation.override("id"):
        source = source_of(actor, assessment, whole=whole)
        final = is_final(assessment, kind, submitted=source.submission is not None)
        moment = (assessment.closed_at if kind == REPORT else made_at(source)) if final else None
        data = {**_frame(source, kind, final=final, address=address), **build(source)}
    suffix = "" if final else "-konsep"
    return Paper(
        kind, f"{kind}-{assessment.year}-{assessment.instrument}{suffix}.pdf", f"{FOLDER}/{kind.replace('-', '_')}.typ",
        data, not final, moment or timezone.now(),
    )  # fmt: skip


def _frame(source: Source, kind: str, *, final: bool, address: Callable[[str], str] | None) -> dict[str, Any]:
    """Head, marks, signature and seal: the same on every document."""
    submission, instrument = source.submission, source.instrument
    signer = signer_of(submission)
    on = submission.ba_date if submission else today()
    if kind == REPORT and final and source.assessment.closed_at:
        on = formats.local(source.assessment.closed_at).date()
    warning = instruments.banner(instrument)
    digest = submission.sha256 if submission and final else ""
    marks = ["KONSEP, belum disampaikan" if kind != REPORT else "KONSEP, hasil belum final"] if not final else []
    marks += ["instrumen belum dicocokkan dengan naskah resmi"] if warning else []
    marks += [f"sidik penyampaian {digest[:16]}"] if digest else []
    return {
        "regency": str(settings.REGENCY["name"]),
        "title": str(TITLES[kind]),
        "draft": not final,
        "warning": warning,
        "made": " · ".join(marks),
        "number": submission.ba_number if submission and final and kind == MINUTES else "",
        "year": source.assessment.year,
        "kind": "Evaluasi" if source.assessment.kind == "evaluasi" else "Pemantauan",
        "instrument": {
            "title": instrument.title, "short": instrument.short, "digest": str(source.content.get("digest", "")),
            "same": source.content.get("digest") == instrument.digest,
        },
        "decree": source.assessment.decree,
        "sign": {
            "place": str(settings.REGENCY["name"]).removeprefix("Kabupaten ").removeprefix("Kota "),
            "date": formats.long_date(on) if final else "",
            "post": signer.post,
            "name": signer.name,
        },
        "seal": {"digest": digest, "qr": _qr(address(digest)) if address else "", "at": _moment(source)}
        if digest
        else None,
    }  # fmt: skip


def _qr(text: str) -> str:
    return segno.make(text, error="m").svg_inline(scale=1, border=2, dark="#13211c", light="#ffffff")


def _moment(source: Source) -> str:
    return formats.date_and_time(source.submission.at) if source.submission else ""


def _day(on: date) -> str:
    return formats.long_date(on, weekday=True)


def _of(result: Result | None) -> dict[str, str]:
    return {"index": shown(result.index), "predicate": result.predicate} if result else {"index": "–", "predicate": "–"}


def _lines(source: Source) -> list[dict[str, Any]]:
    """Every entry of the content under its domain and aspect, in the official order."""
    known = source.instrument.entries
    found = []
    for code, one in source.entries.items():
        entry = known.get(code)
        if entry is None:
            continue
        found.append(
            {
                "code": code,
                "name": source.instrument.texts(code, source.assessment.year).name,
                "domain": entry.domain.no,
                "aspect": entry.aspect.no,
                "weight": trimmed(entry.weight),
                "unit": one["unit"] or "–",
                "by": one["by"],
                "level": _level(one["level"]),
                "uses": len(one["uses"]),
            }
        )
    return found


def _level(level: int | None) -> str:
    return "–" if level is None else str(level)


def _parts(source: Source, stages: Iterable[str]) -> list[dict[str, Any]]:
    """Domains with their aspects: weight, and the exact value of each stage (a number for bars, words for the cell)."""
    results = [source.result_of(stage) for stage in stages]
    low, high = source.instrument.level_min, source.instrument.level_max
    found = []
    for domain in source.instrument.domains:
        aspects = []
        for aspect in domain.aspects:
            values = [result.aspects.get(aspect.no) if result else None for result in results]
            aspects.append({"no": aspect.no, "name": aspect.name, **_valued(aspect.weight, values, low, high)})
        values = [result.domains.get(domain.no) if result else None for result in results]
        name = domain.name if source.instrument.has_domains else ""
        found.append({"no": domain.no, "name": name, **_valued(domain.weight, values, low, high), "aspects": aspects})
    return found


def _valued(weight: Fraction, values: list[Fraction | None], low: int, high: int) -> dict[str, Any]:
    spans = [None if value is None else max(0.0, float((value - low) / (high - low))) for value in values]
    return {"weight": trimmed(weight), "values": [shown(value) for value in values], "spans": spans}


def minutes(source: Source) -> dict[str, Any]:
    """Berita Acara: what was assessed, by which offices, the index, and every level."""
    offices: dict[str, dict[str, Any]] = {}
    for one in source.entries.values():
        held = offices.setdefault(one["unit"] or "Belum ditentukan", {"count": 0, "by": []})
        held["count"] += 1
        if one["by"] and one["by"] not in held["by"]:
            held["by"].append(one["by"])
    result = source.result
    partial = source.partial
    on = source.submission.ba_date if source.submission else today()
    return {
        "day": _day(on),
        "count": len(source.entries),
        "filled": sum(1 for one in source.entries.values() if one["level"] is not None),
        "result": _of(result) if result else {**_of(None), "partial": shown(partial.index) if partial else ""},
        "domains": _parts(source, [Stage.SELF]),
        "rows": _lines(source),
        "offices": [{"name": name, **held} for name, held in offices.items()],
        "level_max": source.instrument.level_max,
    }


def consent(source: Source) -> dict[str, Any]:
    """Consent to publish the result, by the coordinator."""
    submission = source.submission
    return {
        "result": _of(source.result),
        "ba_number": submission.ba_number if submission else "",
        "ba_date": formats.long_date(submission.ba_date) if submission else "",
        "agreed": submission.consent if submission else None,
    }


def report(source: Source) -> dict[str, Any]:
    """LHE: index, predicate, domains and aspects, every stage of every indicator, findings, and the worksheet."""
    stages = [stage for stage in STAGE_WORDS if stage in source.stages]
    best = next((stage for stage in reversed(stages) if source.result_of(stage)), Stage.SELF)
    target = source.assessment.target
    groups: dict[str, list[dict[str, str]]] = {kind: [] for kind in FindingKind.values}
    for one in source.findings:
        groups[one.kind].append({"about": _about(source, one.code, one.aspect), "text": one.text})
    return {
        "stages": [STAGE_WORDS[stage] for stage in stages],
        "results": [{"stage": STAGE_WORDS[stage], **_of(source.result_of(stage))} for stage in stages],
        "best": {"stage": STAGE_WORDS[best], **_of(source.result_of(best))},
        "target": formats.number(target, 2) if target is not None else "",
        "domains": _parts(source, stages),
        "has_domains": source.instrument.has_domains,
        "level_min": source.instrument.level_min,
        "level_max": source.instrument.level_max,
        "rows": [_stage_row(source, line, stages) for line in _lines(source)],
        "findings": groups,
        "rule": "indeks dua desimal"
        if instruments.predicate_input(source.assessment.year, source.instrument) == "rounded"
        else "indeks sebelum dibulatkan",
    }


def _stage_row(source: Source, line: dict[str, Any], stages: list[Stage]) -> dict[str, Any]:
    said = {stage: source.words.get(stage, {}).get(line["code"]) for stage in stages if stage != Stage.SELF}
    levels = [line["level"], *(_level(one.level if one else None) for one in said.values())]
    reason = _reason([one for one in said.values() if one])
    return {**line, "levels": levels, "reason": reason}


def _reason(said: list[Said]) -> str:
    """The reason of the stage that set the level: a later stage that only keeps it says nothing new."""
    while len(said) > 1 and said[-1].level == said[-2].level and said[-2].justification:
        said = said[:-1]
    return (said[-1].justification or said[-1].analysis) if said else ""


def _about(source: Source, code: str, aspect: int | None) -> str:
    if code and code in source.instrument.entries:
        return f"Indikator {code}. {source.instrument.texts(code, source.assessment.year).name}"
    if aspect:
        return next((f"Aspek {one.no}. {one.name}" for one in source.instrument.aspects if one.no == aspect), "")
    return ""


def worksheet(source: Source) -> dict[str, Any]:
    """Facts, analysis and evidence of each entry, and what later stages said of it."""
    known = source.instrument.entries
    rows = []
    for line in _lines(source):
        one, entry = source.entries[line["code"]], known[line["code"]]
        level = one["level"]
        texts = source.instrument.texts(line["code"], source.assessment.year)
        rows.append(
            {
                **line,
                "aspect_name": entry.aspect.name,
                "level_name": texts.level(level).name if level is not None else "",
                "criteria": texts.level(level).criteria if level is not None else "",
                "fact": one["fact"],
                "analysis": one["analysis"],
                "at": formats.long_date(datetime.fromisoformat(one["at"])) if one["at"] else "",
                "evidence": _uses(line["code"], one["uses"]),
                "later": [
                    {"stage": STAGE_WORDS[Stage(stage)], "level": _level(said.level), "fact": said.fact,
                     "analysis": said.analysis, "justification": said.justification}
                    for stage in source.stages if stage != Stage.SELF
                    if (said := source.words.get(stage, {}).get(line["code"])) is not None
                ],
            }
        )  # fmt: skip
    return {"rows": rows}


def _uses(code: str, uses: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """One line for each piece of evidence, with all levels that it proves."""
    levels: dict[tuple[Any, ...], list[str]] = {}
    kept: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    for use in uses:
        key = (use["version"], use["letter"], use["pages"])
        levels.setdefault(key, []).append(str(use["level"]))
        kept[key] = use
    number = code.partition("-")[0]
    return [
        {
            "level": ", ".join(levels[key]),
            "name": f"{number}.{use['letter']}. {use['title']}" if use["letter"] else str(use["title"]),
            "kind": EVIDENCE_WORDS.get(str(use["kind"]), str(use["kind"])) + (", rancangan" if use["draft"] else ""),
            "pages": str(use["pages"]),
            "digest": str(use["sha256"])[:12],
        }
        for key, use in kept.items()
    ]


BUILDERS: Final[Mapping[str, Callable[[Source], dict[str, Any]]]] = {
    MINUTES: minutes,
    CONSENT: consent,
    REPORT: report,
    WORKSHEET: worksheet,
}
