"""Documents of the station and of the opening: plain data first, then PDF/A-2b. The regency prints from the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import segno

from pendopo.apps.elections.closing import Closing, public_key
from pendopo.apps.elections.parcel import Parcel
from pendopo.apps.elections.rules.boxes import fingerprint
from pendopo.apps.elections.station.results import Line
from pendopo.apps.elections.station.words import clock, day_in_words, day_line, dotted, terbilang
from pendopo.kernel import pdf
from pendopo.ui.formats import fours

if TYPE_CHECKING:
    from pendopo.apps.elections.station.phases import ZeroReport
    from pendopo.apps.elections.station.place import Station

FOLDER: Final = "apps/elections/typst"
ZERO, VOTING = f"{FOLDER}/zero.typ", f"{FOLDER}/ba_pemungutan.typ"
COUNTING: Final = f"{FOLDER}/ba_penghitungan.typ"
KINDS: Final = ("Desa", "Kampung", "Nagari", "Gampong", "Pekon", "Negeri", "Lembang", "Kelurahan")
ROLES: Final = {"ketua": "Ketua KPPS", "anggota": "Anggota KPPS", "saksi": "Saksi", "teknisi": "Teknisi"}
Data = dict[str, Any]


# --- where


def place_of(parcel: Parcel) -> Data:
    """What the head of a document says about the station."""
    return {
        "title": parcel.title,
        "regency": parcel.regency,
        "district": prefixed("Kecamatan", parcel.district),
        "village": prefixed("Desa", parcel.village, KINDS),
        "station": parcel.station,
        "place": parcel.place,
        "trial": parcel.is_trial,
        "zone": parcel.zone,
        "key": key_print(public_key(parcel.signing_seed)),
        "roles": {one.name: ROLES.get(one.role, one.role) for one in parcel.officers},
    }


def key_print(public: str) -> str:
    """The key with which the station signs, for the eye: as the regency shows it beside its parcel."""
    return fours(fingerprint(public))


def prefixed(word: str, name: str, known: Sequence[str] = ()) -> str:
    """Desa Sukamaju, however the name was written."""
    if not name or name.split(" ", 1)[0] in (word, *known):
        return name
    return f"{word} {name}"


def frame(place: Mapping[str, Any], title: str, subtitle: str, *, committee: str) -> Data:
    """The head that every document shares. `committee` made it: KPPS, or the panitia of the village."""
    area = ", ".join(part for part in (place["district"], place["regency"]) if part)
    return {
        "title": title,
        "subtitle": subtitle,
        "heads": [part for part in (committee, place["village"] or place["title"], area) if part],
        "address": place["place"],
        "trial": place["trial"],
        "numbered": True,
        "foot": f"{title} · {subtitle}",
        "closing-words": "Demikian berita acara ini dibuat dengan sebenarnya dan ditandatangani oleh yang hadir.",
    }


def station_words(place: Mapping[str, Any]) -> str:
    return f"Tempat Pemungutan Suara (TPS) {place['station']}"


def moment(text: str, zone: str = "") -> datetime:
    """A time of a report, on the clock of the village where its zone is known."""
    found = datetime.fromisoformat(text)
    return found.astimezone(ZoneInfo(zone)) if zone and found.tzinfo else found


# --- rows


def row(name: str, figure: int, *, strong: bool = False) -> Data:
    return {"name": name, "figure": dotted(figure), "words": terbilang(figure), "strong": strong}


def vote_rows(lines: Iterable[Line]) -> list[Data]:
    """Candidates with their votes, then the sum."""
    found = list(lines)
    rows = [{**row(one.name, one.votes), "number": str(one.number or "–")} for one in found]
    return [*rows, {**row("Jumlah suara", sum(one.votes for one in found), strong=True), "number": ""}]


def people(title: str, names: Iterable[str], role: str, roles: Mapping[str, str] | None = None) -> Data:
    """A table of signatures; a name whose role is known gets it, and nobody named leaves one empty line."""
    found = [{"name": name, "role": (roles or {}).get(name, role)} for name in names]
    return {"title": title, "people": found or [{"name": "", "role": role}]}


def seal_of(prints: Sequence[tuple[str, str]], note: str, *, every: bool = False) -> Data:
    """Hashes in groups; the QR code holds the first one as it is, or every one on a line of its own."""
    prints = [one for one in prints if one[1]] or [("Sidik", "belum ada")]
    raw = "\n".join(value for _name, value in prints) if every else prints[0][1]
    return {
        "qr": segno.make(raw, error="m", micro=False).svg_inline(scale=1, border=2, dark="#13211c", light="#ffffff"),
        "raw": raw,
        "prints": [{"name": name, "value": fours(value) if len(value) > 20 else value} for name, value in prints],
        "note": note,
    }


# --- laporan kosong


def zero_report_data(parcel: Parcel, report: ZeroReport) -> Data:
    """The box before the opening; `report.problems` stand on the paper, too."""
    place, at = place_of(parcel), moment(report.at, parcel.zone)
    subtitle = station_words(place)
    names = [(str(one.number), one.name) for one in parcel.candidates]
    names += [("–", "Suara kosong")] if parcel.blank else []
    officers = [one.name for one in parcel.officers if one.role in ("ketua", "anggota")]
    return {
        **frame(place, "Laporan Kotak Suara Kosong", subtitle, committee="Kelompok Penyelenggara Pemungutan Suara"),
        "paragraphs": [
            f"Pada hari ini, {day_in_words(at.date())} ({day_line(at.date())}), pukul {clock(at)}, bertempat di "
            f"{place['place']}, {place['village']}, sebelum pemungutan suara {place['title']} dibuka, seluruh isi "
            f"kotak suara digital {subtitle} telah dibaca di hadapan saksi dengan hasil sebagai berikut.",
        ],
        "box": [
            row("Tempat yang dibaca, di kotak suara dan daftar hadir", report.cells),
            row("Surat suara di kotak suara digital", report.ballots, strong=True),
        ],
        # What is in a box that is not empty is not known: the ballots are locked.
        "candidates": [] if report.ballots else [{**row(name, 0), "number": number} for number, name in names],
        "deck": [
            row("Pemilih dalam daftar pemilih tetap TPS ini", report.registered),
            row("Pemilih yang sudah ditandai hadir", report.attended),
            row("Kartu yang disiapkan", report.cards),
            row("Kartu yang dibatalkan", report.void),
        ],
        "problems": report.problems,
        "closing-words": "Demikian laporan ini dibuat dengan sebenarnya dan ditandatangani oleh yang hadir.",
        "seal": seal_of(
            [
                ("Sidik data pemilihan", report.setup_hash),
                ("Kunci umum TPS", report.station_key),
                ("Sidik kunci TPS", key_print(report.station_key)),
            ],
            "Arsip TPS ini nanti harus dimulai dengan data pemilihan yang sidiknya sama. Sidik kunci TPS harus sama "
            "dengan yang ditampilkan kabupaten pada paket TPS ini.",
        ),
        "signatures": [
            people("KPPS", officers, "Anggota KPPS", place["roles"]),
            people("Saksi", [one.name for one in parcel.officers if one.role == "saksi"], "Saksi"),
        ],
    }


def zero_report_pdf(station: Station, report: ZeroReport) -> bytes:
    return pdf.render(ZERO, zero_report_data(station.parcel, report), made_at=moment(report.at))


# --- berita acara pemungutan suara


def voting_minutes(place: Mapping[str, Any], closing: Closing) -> Data:
    opened, closed = moment(closing.opened_at, place["zone"]), moment(closing.closed_at, place["zone"])
    subtitle = station_words(place)
    return {
        **frame(place, "Berita Acara Pemungutan Suara", subtitle, committee="Kelompok Penyelenggara Pemungutan Suara"),
        "paragraphs": [
            f"Pada hari ini, {day_in_words(closed.date())} ({day_line(closed.date())}), bertempat di {place['place']}, "
            f"{place['village']}, telah dilaksanakan pemungutan suara {place['title']} secara elektronik di "
            f"{subtitle}.",
            f"Pemungutan suara dibuka pukul {clock(opened)} dan ditutup pukul {clock(closed)}. Sebelum dibuka, kotak "
            "suara digital diperlihatkan kosong kepada saksi. Kotak suara lalu disegel tanpa dibuka; hasilnya belum "
            "diketahui siapa pun.",
        ],
        "voters": [
            row("Pemilih dalam daftar pemilih tetap TPS ini", closing.registered),
            *sex_rows(closing, closing.registered, closing.registered_men, closing.registered_women),
            row("Pemilih dari daftar yang hadir", closing.attended),
            row("Pemilih di luar daftar yang diterima dengan KTP-el", closing.extra),
            row("Jumlah pemilih yang hadir", closing.attended + closing.extra, strong=True),
            *sex_rows(closing, closing.attended + closing.extra, closing.present_men, closing.present_women),
        ],
        "cards": [
            row("Kartu yang disiapkan", closing.cards),
            row("Kartu yang dipakai", closing.cards_spent),
            row("Kartu rusak yang dibatalkan dua petugas", closing.cards_void),
            row("Kartu sisa, dihitung dengan tangan", closing.cards_unused),
        ],
        "ballots": ballot_rows(closing),
        "disagreements": closing.disagreements(),
        "notes": closing.notes,
        "seal": seal_of(
            [
                ("Sidik arsip yang disegel (SHA-256)", closing.archive_sha256),
                ("Sidik catatan TPS", closing.chronicle_head),
                ("Sidik kunci TPS", place["key"]),
            ],
            "Saksi dapat memotret bagian ini. Arsip yang sidiknya lain bukan arsip TPS ini. Sidik kunci TPS harus sama "
            "dengan yang ditampilkan kabupaten pada paket TPS ini.",
        ),
        "signatures": [
            people("KPPS", closing.officers, "Anggota KPPS", place["roles"]),
            people("Saksi", closing.witnesses, "Saksi", place["roles"]),
        ],
    }


def sex_rows(closing: Closing, total: int, men: int, women: int) -> list[Data]:
    """Of `total` people; nothing where the roll does not tell the sex of anybody."""
    if not closing.knows_sex:
        return []
    rest = total - men - women
    unknown = [row("– jenis kelamin tidak tercatat", rest)] if rest else []
    return [row("– laki-laki", men), row("– perempuan", women), *unknown]


def ballot_rows(closing: Closing) -> list[Data]:
    return [
        row("Surat suara di kotak suara digital", closing.cards_spent, strong=True),
        row("Surat suara dikeluarkan karena slipnya tidak keluar", closing.ballots_removed),
        row("Surat suara yang slipnya dinyatakan keluar tanpa laporan pencetak", closing.slips_doubtful),
        row("Slip bertanda SALINAN yang dicatat petugas", closing.copies),
    ]


def voting_minutes_pdf(station: Station, closing: Closing) -> bytes:
    return pdf.render(VOTING, voting_minutes(place_of(station.parcel), closing), made_at=moment(closing.closed_at))


# --- berita acara penghitungan suara


def counting_minutes(
    place: Mapping[str, Any],
    closing: Closing,
    lines: Sequence[Line],
    *,
    opened_at: datetime,
    holders: Sequence[tuple[str, str]],
    last_event: str,
    archive_sha256: str,
) -> Data:
    """`holders` (name, role) who acted; `last_event` and the hash of the finished archive close the form."""
    subtitle = station_words(place)
    counted = sum(one.votes for one in lines)
    doubts = closing.disagreements()
    if counted != closing.cards_spent:
        doubts.append(f"Suara dihitung {dotted(counted)}, surat suara di kotak {dotted(closing.cards_spent)}.")
    return {
        **frame(place, "Berita Acara Penghitungan Suara", subtitle, committee="Panitia Pemilihan Kepala Desa"),
        "paragraphs": [_opened_words(place, opened_at, len(holders), subtitle)],
        "candidates": vote_rows(lines),
        "stations": [],
        "columns": [],
        "use-title": "B. Pemilih dan surat suara",
        "use": [
            row("Pemilih dalam daftar pemilih tetap TPS ini", closing.registered),
            row("Pemilih yang hadir, termasuk di luar daftar", closing.attended + closing.extra),
            *ballot_rows(closing),
            row("Kartu rusak yang dibatalkan dua petugas", closing.cards_void),
        ],
        "disagreements": doubts,
        "notes": closing.notes,
        "holders": holder_rows(holders),
        "seal": seal_of(
            [("Sidik peristiwa terakhir", last_event), ("Sidik berkas arsip (SHA-256)", archive_sha256)],
            "Siapa pun dapat memeriksa arsip TPS ini sendiri. Sidik pada layar pemeriksa harus sama dengan ini.",
        ),
        "signatures": [
            people("KPPS", closing.officers, "Anggota KPPS", place["roles"]),
            people("Saksi", closing.witnesses, "Saksi", place["roles"]),
            people("Pemegang kunci", [name for name, _role in holders], "Pemegang kunci", dict(holders)),
        ],
    }


def _opened_words(place: Mapping[str, Any], opened_at: datetime, holders: int, where: str) -> str:
    day = opened_at.date()
    return (
        f"Pada hari ini, {day_in_words(day)} ({day_line(day)}), pukul {clock(opened_at)}, bertempat di "
        f"{place['place'] or 'tempat penghitungan'}, telah dibuka hasil pemungutan suara {place['title']} di {where}, "
        f"dengan kunci {terbilang(holders)} pemegang kunci. Surat suara tidak dibuka satu per satu; yang dibuka hanya "
        "jumlahnya, dan kebenarannya telah diperiksa sebelum berita acara ini dicetak."
    )


def holder_rows(holders: Sequence[tuple[str, str]]) -> list[Data]:
    return [{"name": role or "Pemegang kunci", "value": name} for name, role in holders]


def counting_minutes_pdf(place: Mapping[str, Any], closing: Closing, lines: Sequence[Line], **facts: Any) -> bytes:
    """`facts` as in `counting_minutes`."""
    return pdf.render(COUNTING, counting_minutes(place, closing, lines, **facts), made_at=facts["opened_at"])


def village_minutes(
    place: Mapping[str, Any],
    stations: Sequence[tuple[Closing, Sequence[Line], str]],
    total: Sequence[Line],
    *,
    opened_at: datetime,
    holders: Sequence[tuple[str, str]],
) -> Data:
    """The sum of a village; `stations` with the hash of the last event of each."""
    closings = [closing for closing, _lines, _last in stations]
    doubts = [f"TPS {one.station}: {words}" for one in closings for words in one.disagreements()]
    words = f"{len(stations)} Tempat Pemungutan Suara"
    columns = [str(one.number) if one.number else "Kosong" for one in total]
    rows = [
        {
            "name": f"TPS {closing.station}",
            "figures": [dotted(one.votes) for one in lines] + [dotted(sum(one.votes for one in lines))],
        }
        for closing, lines, _last in stations
    ]
    prints = [(f"Sidik peristiwa terakhir TPS {closing.station}", last) for closing, _lines, last in stations]
    return {
        **frame(place, "Rekapitulasi Penghitungan Suara", words, committee="Panitia Pemilihan Kepala Desa"),
        "paragraphs": [_opened_words(place, opened_at, len(holders), words)],
        "candidates": vote_rows(total),
        "stations": rows,
        "columns": [*columns, "Jumlah"],
        "use-title": "C. Pemilih dan surat suara",
        "use": [
            row("Pemilih dalam daftar pemilih tetap", sum(one.registered for one in closings)),
            row("Pemilih yang hadir, termasuk di luar daftar", sum(one.attended + one.extra for one in closings)),
            row("Surat suara di kotak suara digital", sum(one.cards_spent for one in closings), strong=True),
            row("Surat suara dikeluarkan karena slipnya tidak keluar", sum(one.ballots_removed for one in closings)),
            row("Kartu rusak yang dibatalkan", sum(one.cards_void for one in closings)),
        ],
        "disagreements": doubts,
        "notes": "",
        "holders": holder_rows(holders),
        "seal": seal_of(prints, "Cocokkan dengan berita acara penghitungan suara setiap TPS.", every=True),
        "signatures": [
            people("Panitia pemilihan", [], "Ketua panitia"),
            people("Pemegang kunci", [name for name, _role in holders], "Pemegang kunci", dict(holders)),
        ],
    }


def village_minutes_pdf(
    place: Mapping[str, Any],
    stations: Sequence[tuple[Closing, Sequence[Line], str]],
    total: Sequence[Line],
    *,
    opened_at: datetime,
    holders: Sequence[tuple[str, str]],
) -> bytes:
    data = village_minutes(place, stations, total, opened_at=opened_at, holders=holders)
    return pdf.render(COUNTING, data, made_at=opened_at)
