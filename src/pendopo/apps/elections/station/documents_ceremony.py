"""The record of the key ceremony (berita acara): plain data first, then PDF/A-2b."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pendopo.apps.elections.station.ceremony import fingerprint, meaning
from pendopo.apps.elections.station.documents import FOLDER, KINDS, Data, frame, moment, people, prefixed, seal_of
from pendopo.apps.elections.station.words import clock, day_in_words, day_line
from pendopo.kernel import pdf
from pendopo.ui.formats import fours

CEREMONY: Final = f"{FOLDER}/ceremony.typ"


def ceremony_record(told: Mapping[str, Any], zone: str = "") -> Data:
    """`told` is `pemegang-kunci.json`."""
    record, keys = told["record"], fingerprint(dict(told))
    begun, done = moment(record["started_at"], zone), moment(record["finished_at"], zone)
    place = {
        "title": record["title"],
        "regency": record["regency"],
        "district": "",
        "village": prefixed("Desa", record["village"], KINDS),
        "place": record["place"],
        "trial": record["kind"] == "trial",
    }
    return {
        **frame(place, "Berita Acara Upacara Kunci", record["title"], committee="Panitia Pemilihan Kepala Desa"),
        "paragraphs": [
            f"Pada hari ini, {day_in_words(done.date())} ({day_line(done.date())}), bertempat di {record['place']}, "
            f"telah dibuat kunci untuk {record['title']}, mulai pukul {clock(begun)} sampai pukul {clock(done)}. "
            "Setiap pemegang kunci memilih kata sandinya sendiri, menerima berkas kuncinya sendiri, dan telah menguji "
            "bahwa berkas itu dapat dibuka. Sesudah itu tidak ada kunci yang tertinggal di laptop.",
        ],
        "threshold": told["threshold"],
        "size": told["size"],
        "meaning": meaning(told["threshold"], told["size"]),
        "holders": [{**one, "index": f"{one['index']}.", "key": fours(one["key"][:32])} for one in record["holders"]],
        "facts": [
            {"name": "Sistem bilangan", "value": told["group"]},
            {"name": "Nomor upacara", "value": fours(record["ceremony"])},
            {"name": "Disaksikan oleh", "value": ", ".join(record["witnesses"]) or "–"},
        ],
        "aloud": [fours(keys[:32]), fours(keys[32:])],
        "seal": seal_of(
            [("Sidik kunci (SHA-256)", keys), ("Sidik isi pemegang-kunci.json", record["digest"])],
            "Kabupaten memakai kunci ini hanya bila sidik kunci di layarnya sama dengan yang di sini.",
        ),
        "signatures": [
            people("Pemegang kunci", [one["name"] for one in record["holders"]], "", _roles(record["holders"])),
            people("Saksi upacara", record["witnesses"], "Saksi"),
        ],
    }


def _roles(holders: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {one["name"]: one["role"] for one in holders}


def ceremony_record_pdf(told: Mapping[str, Any], zone: str = "") -> bytes:
    return pdf.render(CEREMONY, ceremony_record(told, zone), made_at=moment(told["record"]["finished_at"]))
