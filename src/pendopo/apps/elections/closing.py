"""What comes back from a polling station: the closing report, signed by the station, the chronicle and the archive.

The bundle is a zip with `penutupan.json`, `catatan.json` and `<uuid>.bel`; nothing in it tells who voted.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

REPORT: Final = "penutupan.json"
CHRONICLE: Final = "catatan.json"
LARGEST: Final = 64 * 1024 * 1024
PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
FORMAT: Final = 1


class ClosingError(ValueError):
    """The bundle or report cannot be believed; the text says why."""


@dataclass(frozen=True, slots=True)
class Closing:
    """The figures of the station at its close. All counts are whole numbers >= 0; times are ISO 8601 with offset.

    By sex as the roll tells it (all 0 where it does not); those who were there include voters outside the roll.
    """

    kind: str  # official, trial
    uuid: str
    village_code: str
    station: int
    opened_at: str
    closed_at: str
    registered: int  # voters in the roll of this station
    attended: int  # of those
    extra: int  # voters outside the roll who were let in
    cards: int  # in the deck
    cards_spent: int  # ballots in the archive
    cards_void: int  # damaged, made void by two officers
    cards_unused: int  # counted by hand at the close
    ballots_removed: int  # stored, no slip came out, taken out by two officers
    slips_doubtful: int  # stored, said to have come out without the printer's word
    copies: int  # slips marked SALINAN that officers noted
    archive_sha256: str  # of the archive up to the encrypted tally
    chronicle_head: str
    officers: list[str]
    witnesses: list[str]
    notes: str = ""
    registered_men: int = 0
    registered_women: int = 0
    present_men: int = 0
    present_women: int = 0
    conflicts: list[str] = field(default_factory=list)  # what two laptops that were merged told differently, in words
    format: int = FORMAT

    def disagreements(self) -> list[str]:
        """Sums that should agree and do not, and what two laptops told differently, in words."""
        found = []
        present = self.attended + self.extra
        if present != self.cards_spent:
            found.append(f"Pemilih hadir {present}, surat suara {self.cards_spent}.")
        kept = self.cards_spent + self.cards_void + self.cards_unused
        if kept != self.cards:
            found.append(f"Kartu terpakai, batal, dan sisa {kept}, kartu disiapkan {self.cards}.")
        return [*found, *self.conflicts]

    @property
    def knows_sex(self) -> bool:
        return self.registered_men + self.registered_women > 0


def sign(closing: Closing, seed: str) -> bytes:
    """The report as the station hands it over. `seed` is the signing seed of the parcel."""
    report = _dump(asdict(closing))
    signature = SigningKey(bytes.fromhex(seed)).sign(b"pendopo-closing|" + report).signature.hex()
    return _dump({"report": json.loads(report), "signature": signature})


def public_key(seed: str) -> str:
    return bytes(SigningKey(bytes.fromhex(seed)).verify_key).hex()


def read(raw: bytes, public: str) -> Closing:
    """The report, if it was signed by the station whose public key this is. Raises ClosingError."""
    try:
        told = json.loads(raw)
        signature = bytes.fromhex(told["signature"])
        VerifyKey(bytes.fromhex(public)).verify(b"pendopo-closing|" + _dump(told["report"]), signature)
        found = Closing(**{one.name: told["report"][one.name] for one in fields(Closing)})
    except BadSignatureError as problem:
        raise ClosingError("Tanda tangan laporan penutupan tidak cocok dengan kunci TPS ini.") from problem
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise ClosingError("Laporan penutupan rusak atau bukan dari Pendopo.") from problem
    counts = [value for value in asdict(found).values() if isinstance(value, int)]
    if not isinstance(found.conflicts, list) or not all(isinstance(one, str) for one in found.conflicts):
        raise ClosingError("Laporan penutupan rusak atau bukan dari Pendopo.")
    if min(counts) < 0 or found.format != FORMAT:
        raise ClosingError("Laporan penutupan memuat angka di bawah nol atau berasal dari versi lain.")
    return found


def pack(report: bytes, chronicle: bytes, archive: bytes, uuid: str) -> bytes:
    """The bundle; the same parts give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, raw in ((REPORT, report), (CHRONICLE, chronicle), (f"{uuid}.bel", archive)):
            bundle.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), raw, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unpack(raw: bytes) -> tuple[bytes, bytes, bytes, str]:
    """Report, chronicle, archive and uuid. Raises ClosingError when it is no bundle of a station."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as bundle:
            members = {one.filename: one for one in bundle.infolist()}
            archives = [name for name in members if name.endswith(".bel")]
            if set(members) != {REPORT, CHRONICLE, *archives} or len(archives) != 1:
                raise ClosingError("Berkas ini bukan berkas TPS: harus memuat laporan, catatan, dan satu arsip.")
            if sum(one.file_size for one in members.values()) > LARGEST:
                raise ClosingError("Berkas TPS terlalu besar.")
            if any(one.compress_type not in PACKED for one in members.values()):
                raise ClosingError("Berkas ini tidak dipak oleh Pendopo. Ambil berkas asli dari stik TPS.")
            report, chronicle, archive = (bundle.read(name) for name in (REPORT, CHRONICLE, archives[0]))
    except ClosingError:
        raise
    except (zipfile.BadZipFile, zlib.error, ValueError, RuntimeError, OSError, EOFError) as problem:
        raise ClosingError("Berkas ini bukan berkas TPS atau rusak. Salin ulang dari stik TPS.") from problem
    return report, chronicle, archive, archives[0].removesuffix(".bel")


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
