"""Documents after the count: recapitulation, slips, answers to objections, the report of the determination."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.elections.models import (
    Determination,
    Discrepancy,
    DiscrepancyState,
    HandCount,
    MemberRole,
    Objection,
    Pilkades,
)
from pendopo.apps.elections.queries.handcounts import Count, labels, slips_of
from pendopo.apps.elections.queries.results import StationResult, VillageResult, choices
from pendopo.apps.elections.rules.handcount import PROTOCOL
from pendopo.apps.elections.rules.ties import RULES
from pendopo.apps.elections.station.documents import frame, people, prefixed, row, seal_of
from pendopo.apps.elections.station.words import day_in_words, day_line, dotted, terbilang
from pendopo.kernel import pdf
from pendopo.kernel.clock import today

FOLDER: Final = "apps/elections/typst"
COMMITTEE: Final = "Panitia Pemilihan Kepala Desa"
LETTERS: Final = (MemberRole.COMMITTEE_HEAD, MemberRole.COMMITTEE)
Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A recapitulation as rows of a workbook."""

    header: list[str]
    rows: list[list[Any]]
    note: list[str]


def place_of(election: Pilkades) -> Data:
    parent = election.unit.parent
    return {
        "title": election.title, "regency": str(settings.REGENCY["name"]),
        "district": prefixed("Kecamatan", parent.name if parent else ""),
        "village": prefixed("Desa", election.unit.name),
        "place": "", "trial": False,
    }  # fmt: skip


def _committee(election: Pilkades) -> Data:
    rows = election.members.filter(role__in=LETTERS, left_on=None).order_by("role", "name")
    found = sorted(rows, key=lambda one: (one.role != MemberRole.COMMITTEE_HEAD, one.name))
    roles = {one.name: one.get_role_display() for one in found}
    return people("Panitia pemilihan", [one.name for one in found], "Ketua panitia", roles)


def _witnesses(election: Pilkades) -> Data:
    names = election.members.filter(role=MemberRole.WITNESS, left_on=None).values_list("name", flat=True)
    return people("Saksi", sorted(set(names)), "Saksi")


# --- rekapitulasi


def recap_sheet(result: VillageResult) -> Sheet:
    """A line a station, then the sum of the village."""
    places = choices(result)
    header = [
        _("TPS"), _("Tempat"), _("Keadaan"), _("DPT"), _("DPT L"), _("DPT P"), _("Hadir DPT"), _("Hadir di luar DPT"),
        *(f"{number}. {name}" if number else name for number, name in places), _("Suara sah"), _("Surat suara"),
        _("Tidak cocok"),
    ]  # fmt: skip
    rows = [_sheet_row(one, [number for number, _name in places]) for one in result.stations]
    total = result.total
    votes = [(total.votes or {}).get(number, 0) for number, _name in places]
    rows.append(
        [_("Jumlah"), "", f"{result.counted}/{len(result.stations)}", result.registered, "", "", total.attended,
         total.extra, *votes, total.valid, total.ballots, " ".join(total.disagreements)]
    )  # fmt: skip
    note = [result.election.title, _("Dari arsip TPS yang diumumkan. Dibuat %(day)s.") % {"day": day_line(today())}]
    return Sheet(header, rows, note)


def _sheet_row(one: StationResult, numbers: Sequence[int]) -> list[Any]:
    figures = one.figures
    start = [one.station.number, one.station.place, _("diumumkan") if one.is_counted else _("belum")]
    start += [figures.registered, one.men, one.women]
    if not figures.is_counted:
        return [*start, None, None, *(None for _number in numbers), None, None, ""]
    votes = figures.votes or {}
    return [
        *start, figures.attended, figures.extra, *(votes.get(number, 0) for number in numbers), figures.valid,
        figures.ballots, " ".join(figures.disagreements),
    ]  # fmt: skip


def recap_data(result: VillageResult) -> Data:
    """The minutes of the recapitulation. One that lacks a station says so in its head."""
    election, day = result.election, today()
    places = choices(result)
    counted = [one for one in result.stations if one.is_counted]
    lines: list[Data] = [
        {**row(name, result.votes(number)), "number": str(number) if number else "–"} for number, name in places
    ]
    lines.append({**row("Jumlah surat suara", result.total.ballots, strong=True), "number": ""})
    words = f"{result.counted} dari {len(result.stations)} Tempat Pemungutan Suara"
    closings = [one.archive.closing for one in counted if one.archive is not None]
    prints = [
        (f"Sidik peristiwa terakhir TPS {one.station.number}", one.archive.last_event)
        for one in counted if one.archive is not None
    ]  # fmt: skip
    missing = [f"TPS {one.station.number} belum diumumkan." for one in result.stations if not one.is_counted]
    return {
        **frame(place_of(election), "Berita Acara Rekapitulasi", words, committee=COMMITTEE),
        "paragraphs": [
            f"Pada hari ini, {day_in_words(day)} ({day_line(day)}), telah dijumlahkan hasil {election.title} "
            f"dari {terbilang(result.counted)} TPS yang arsipnya diperiksa dan diumumkan, sebagai berikut.",
        ],
        "candidates": lines,
        "columns": [str(number) if number else "Kosong" for number, _name in places] + ["Jumlah"],
        "stations": [
            {
                "name": f"TPS {one.station.number}",
                "figures": [dotted((one.figures.votes or {}).get(number, 0)) for number, _name in places]
                + [dotted(one.figures.ballots)],
            }
            for one in counted
        ],
        "use": [
            row("Pemilih dalam daftar pemilih tetap", sum(one.figures.registered for one in counted)),
            row("Pemilih DPT yang hadir", result.total.attended),
            row("Pemilih di luar DPT yang hadir", result.total.extra),
            row("Surat suara di kotak suara digital", result.total.ballots, strong=True),
            row("Suara sah untuk calon", result.total.valid),
            row("Suara kosong", result.total.blank),
            row("Surat suara dikeluarkan karena slipnya tidak keluar", _sum(closings, "ballots_removed")),
            row("Kartu rusak yang dibatalkan", _sum(closings, "cards_void")),
        ],
        "disagreements": [*missing, *result.total.disagreements],
        "seal": seal_of(prints, "Cocokkan dengan berita acara penghitungan suara setiap TPS.", every=True),
        "signatures": [_committee(election), _witnesses(election)],
    }  # fmt: skip


def _sum(closings: Sequence[Mapping[str, Any]], name: str) -> int:
    return sum(int(one.get(name, 0)) for one in closings)


def recap_pdf(result: VillageResult) -> bytes:
    return pdf.render(f"{FOLDER}/recap.typ", recap_data(result), made_at=timezone.now())


# --- hitung slip


def handcount_data(
    count: Count, entered: Sequence[HandCount], tally: Sequence[int] | None, closing: Mapping[str, Any]
) -> Data:  # fmt: skip
    """The protocol of a count that two people agreed on, beside the archive once it was announced."""
    box = count.box
    election, day = box.station.election, today()
    slips = slips_of(entered[-1])
    names = labels(box)
    told = list(tally) if tally is not None else [None] * len(names)
    rows = [
        {"name": name, "slips": dotted(mine), "archive": "–" if one is None else dotted(one),
         "gap": "–" if one is None else dotted(mine - one) if mine >= one else f"-{dotted(one - mine)}"}
        for name, mine, one in zip(names, slips.counts, told, strict=True)
    ]  # fmt: skip
    rounds = sorted({one.round for one in entered})
    return {
        **frame(
            place_of(election), "Berita Acara Hitung Slip", f"TPS {box.station.number}", committee=COMMITTEE
        ),
        "paragraphs": [
            f"Pada hari ini, {day_in_words(day)} ({day_line(day)}), slip kotak audit TPS {box.station.number} dihitung "
            "dua orang tanpa saling melihat hitungannya. Hitungan kedua orang sama.",
        ],
        "choices": rows,
        "use": [
            row("Slip terbaca", sum(slips.counts)), row("Slip tidak terbaca", slips.unclear),
            row("Slip seluruhnya", slips.total, strong=True), row("Slip SALINAN yang disisihkan", slips.copies),
            *([row("Kartu terpakai menurut laporan penutupan", int(closing["cards_spent"])),
               row("Pemilih hadir menurut laporan penutupan", int(closing["attended"]) + int(closing["extra"]))]
              if closing else []),
        ],
        "rounds": [
            {"name": f"Putaran {number}", "value": ", ".join(_counters(entered, number))} for number in rounds
        ],
        "discrepancies": [_discrepancy(one) for one in count.discrepancies],
        "signatures": [
            people("Penghitung", _counters(entered, rounds[-1]), "Penghitung slip"),
            _witnesses(election),
        ],
    }  # fmt: skip


def _counters(entered: Sequence[HandCount], number: int) -> list[str]:
    return [one.account_name for one in entered if one.round == number]


def _discrepancy(one: Discrepancy) -> Data:
    words = {str(check["key"]): str(check["note"]) for check in one.checks}
    return {
        "what": one.what, "state": str(DiscrepancyState(one.state).label), "finding": one.finding,
        "checks": [{"name": str(label), "value": words.get(key, "belum")} for key, label, _text in PROTOCOL],
    }  # fmt: skip


def handcount_pdf(count: Count, entered: Sequence[HandCount], tally: Sequence[int] | None, closing: Data) -> bytes:
    return pdf.render(f"{FOLDER}/handcount.typ", handcount_data(count, entered, tally, closing), made_at=timezone.now())


# --- keberatan


def answer_data(objection: Objection) -> Data:
    election = objection.election
    where = f"TPS {objection.station.number}" if objection.station else "seluruh desa"
    return {
        **frame(place_of(election), "Jawaban atas Keberatan", election.title, committee=COMMITTEE),
        "paragraphs": [
            f"Kepada {objection.filed_by}, {objection.capacity}.",
            f"Keberatan Anda tanggal {day_line(objection.filed_on)} mengenai {where} dengan pokok: "
            f"{objection.subject}, telah {objection.get_state_display().lower()}.",
        ],
        "answer": objection.answer,
        "facts": [
            {"name": "Diajukan", "value": day_line(objection.filed_on)},
            {"name": "Batas jawaban", "value": day_line(objection.answer_by)},
            {"name": "Dijawab", "value": day_line(objection.answered_on or today())},
            {"name": "Keputusan", "value": str(objection.get_state_display())},
        ],
        "closing-words": "Demikian jawaban ini disampaikan.",
        "signatures": [_committee(election)],
    }  # fmt: skip


def answer_pdf(objection: Objection) -> bytes:
    return pdf.render(f"{FOLDER}/objection.typ", answer_data(objection), made_at=timezone.now())


# --- penetapan


def determination_data(found: Determination) -> Data:
    """The report to the regent and the BPD, from what was frozen when the winner was determined."""
    election, sheet = found.election, found.sheet
    names: Mapping[str, str] = sheet["names"]
    lines: list[Data] = [
        {**row(name, int(sheet["votes"].get(number, 0))), "number": number} for number, name in names.items()
    ]
    lines.append({**row("Suara sah", int(sheet["valid"]), strong=True), "number": ""})
    return {
        **frame(place_of(election), "Laporan Penetapan Calon Terpilih", election.title, committee=COMMITTEE),
        "withdrawn": _withdrawn(found),
        "paragraphs": [
            "Kepada Yth. Bupati melalui Camat, dan Badan Permusyawaratan Desa.",
            f"Dengan keputusan nomor {found.decree_number} tanggal {day_line(found.determined_on)}, panitia menetapkan "
            f"{found.winner.name}, calon nomor urut {found.winner.number}, sebagai calon kepala desa terpilih dengan "
            f"{dotted(found.votes)} ({terbilang(found.votes)}) suara.",
        ],
        "candidates": lines,
        "use": [
            row("Pemilih dalam daftar pemilih tetap", int(sheet["registered"])),
            row("Pemilih DPT yang hadir", int(sheet["attended"])),
            row("Pemilih di luar DPT yang hadir", int(sheet["extra"])),
            row("Suara kosong", int(sheet["blank"])),
        ],
        "rule": _rule_words(found),
        "steps": [_step(one, names) for one in sheet["steps"]],
        "seal": seal_of(
            [(f"Sidik peristiwa terakhir TPS {one['number']}", one["last_event"]) for one in sheet["stations"]],
            "Arsip setiap TPS dapat diperiksa siapa pun; sidiknya harus sama dengan ini.", every=True,
        ),
        "signatures": [_committee(election), people("Badan Permusyawaratan Desa", [], "Ketua BPD")],
        "closing-words": "Demikian laporan ini dibuat dengan sebenarnya.",
    }  # fmt: skip


def _step(one: Mapping[str, Any], names: Mapping[str, str]) -> Data:
    return {
        "title": one["title"], "text": one["text"], "columns": [str(column) for column in one["columns"]],
        "rows": [[str(cell) if isinstance(cell, str) else dotted(cell) for cell in line] for line in one["rows"]],
    }  # fmt: skip


def _rule_words(found: Determination) -> str:
    if not found.tie_rule:
        return ""
    rule = RULES.get(found.tie_rule)
    return f"Suara terbanyak sama. Aturan: {rule.label if rule else found.tie_rule}. Dasar: {found.basis or '–'}."


def _withdrawn(found: Determination) -> str:
    if found.withdrawn_at is None:
        return ""
    at: date = found.withdrawn_at.date()
    return f"DICABUT pada {day_line(at)}: {found.withdrawn_because}"


def determination_pdf(found: Determination) -> bytes:
    return pdf.render(f"{FOLDER}/determination.typ", determination_data(found), made_at=timezone.now())
