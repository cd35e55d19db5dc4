"""What the verifier found, for a person (Indonesian, plain) and for a program (JSON)."""

from __future__ import annotations

from typing import Any, Final

from pendopo.apps.elections.crypto.checks import CHECKS, reason
from pendopo.apps.elections.crypto.verify import FAILED, OPEN, PASSED, Outcome

MARKS: Final = {PASSED: "[ LULUS ]", FAILED: "[ GAGAL ]", OPEN: "[   -   ]"}
EMPTY: Final = "Suara kosong"


def thousands(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def as_json(outcome: Outcome) -> dict[str, Any]:
    election = outcome.election
    return {
        "file": str(outcome.path),
        "sha256": outcome.sha256,
        "valid": outcome.valid,
        "failure": outcome.failure._asdict() if outcome.failure else None,
        "checks": [{"number": number, "title": title, "state": outcome.states[number]} for number, title in CHECKS],
        "election": election
        and {
            "uuid": election.uuid,
            "name": election.name,
            "group": election.group.name,
            "hash": election.phi,
            "trustees": outcome.trustees,
        },
        "cards": outcome.cards,
        "ballots": outcome.ballots,
        "replaced": outcome.replaced,
        "counted": outcome.counted,
        "weight": outcome.weight,
        "opened_by": list(outcome.openers),
        "result": outcome.result,
        "last_event": outcome.last_event,
        "seconds": round(outcome.seconds, 3),
        "ballots_per_second": round(speed(outcome), 1),
        "jobs": outcome.jobs,
    }


def speed(outcome: Outcome) -> float:
    return outcome.ballots / outcome.ballot_seconds if outcome.ballot_seconds > 0 else 0.0


def as_text(outcome: Outcome) -> str:
    lines = ["LAPORAN PEMERIKSAAN ARSIP PEMILIHAN", ""]
    lines += facts(outcome)
    lines += ["", "Yang diperiksa:"]
    lines += [f"  {MARKS[outcome.states[number]]} {number:>2}. {title}" for number, title in CHECKS]
    if outcome.failure:
        lines += ["", *failure_lines(outcome)]
    elif outcome.result:
        lines += ["", *result_lines(outcome)]
        lines += ["", "KESIMPULAN: SAH. Semua pemeriksaan lulus; hasil di atas benar menurut surat suara di arsip ini."]
    else:
        lines += ["", "KESIMPULAN: yang ada di arsip ini benar, tetapi pemilihan belum sampai pada hasil."]
    if outcome.ballots and outcome.ballot_seconds:
        pace = f"{thousands(round(speed(outcome)))} surat suara per detik"
        lines += ["", f"Waktu: {outcome.seconds:.1f} detik ({pace}, {outcome.jobs} proses)."]
    return "\n".join(lines)


def facts(outcome: Outcome) -> list[str]:
    rows = [("Berkas", outcome.path.name), ("Sidik jari berkas", outcome.sha256)]
    if outcome.election:
        rows += [
            ("Pemilihan", outcome.election.name),
            ("Kode", outcome.election.uuid),
            ("Sistem bilangan", outcome.election.group.name),
            ("Pemegang kunci", thousands(outcome.trustees)),
            ("Kartu terdaftar", thousands(outcome.cards)),
            ("Surat suara", thousands(outcome.ballots)),
        ]
    if outcome.replaced:
        rows += [("Diganti pemiliknya", thousands(outcome.replaced)), ("Dihitung", thousands(outcome.counted))]
    if outcome.last_event:
        rows += [("Peristiwa terakhir", outcome.last_event)]
    return [f"  {name + ':':<20}{value}" for name, value in rows]


def failure_lines(outcome: Outcome) -> list[str]:
    found = outcome.failure
    assert found is not None
    lines = [f"KESIMPULAN: TIDAK SAH. Gagal pada pemeriksaan nomor {found.check}."]
    lines += [f"  Sebab : {reason(found.code).text}"]
    if found.place:
        lines += [f"  Tempat: {found.place}"]
    lines += [f"  Kode  : {found.code}{f' ({found.detail})' if found.detail else ''}"]
    return [*lines, "Angka hasil di arsip ini tidak boleh dipakai sebelum sebabnya jelas."]


def result_lines(outcome: Outcome) -> list[str]:
    election = outcome.election
    assert election is not None
    lines = ["Hasil:"]
    for question, figures in zip(election.questions, outcome.result, strict=True):
        names = [*([EMPTY] if question.blank else []), *question.answers]
        pairs = list(zip(names, figures, strict=True))
        if question.blank:
            pairs = [*pairs[1:], pairs[0]]
        if len(election.questions) > 1:
            lines.append(f"  {question.text}")
        lines += [f"  {name:<40} {thousands(figure):>10} suara" for name, figure in pairs]
        lines.append(f"  {'Jumlah':<40} {thousands(sum(figures)):>10} suara")
    return lines
