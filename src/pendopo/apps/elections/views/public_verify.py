"""For whoever wants to see for himself: is my ballot in the box, and is this archive sound."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pendopo.apps.elections import public_check, single_file
from pendopo.apps.elections.models import Archive, Kind
from pendopo.apps.elections.policy_public import CHECK_MEGABYTES, CHECK_SECONDS
from pendopo.apps.elections.public_limits import is_flooding
from pendopo.apps.elections.queries import public as queries
from pendopo.apps.elections.rules import trackers
from pendopo.apps.elections.rules.public_figures import Tally
from pendopo.apps.elections.views.public import checks_of, crumbs, failure_of
from pendopo.kernel import portal, settings_store
from pendopo.kernel.http import public
from pendopo.ui.formats import fours

SEARCHES: Final = 30  # a minute from one address
CHECKS_A_MINUTE: Final = 6
MEGABYTE: Final = 1024 * 1024
EMPTY, TOO_LARGE, NOT_MANY = 422, 413, 429


@public
@require_http_methods(["GET", "HEAD", "POST"])
def tracker(request: HttpRequest) -> HttpResponse:
    """Whether a tracker stands in an announced archive. Asked by POST, so that no history, log or proxy keeps it."""
    context: dict[str, Any] = {"title": _("Suara saya ada di kotak?"), "crumbs": crumbs()}
    status = 200
    if request.method == "POST":
        typed = trackers.read(request.POST.get("pelacak", ""))
        if not typed.problem and is_flooding(request, "tracker", most=SEARCHES):
            context["problem"], status = _too_often(), NOT_MANY
        elif typed.problem:
            context["problem"], status = _typing(typed), EMPTY
        else:
            context |= {"asked": fours(typed.text), "found": queries.with_tracker(typed.text)}
        if status != 200:
            context["typed"] = request.POST.get("pelacak", "")[: trackers.LONGEST_TYPED]
    return _own(portal.page(request, "elections/public/tracker.html", context, status=status))


def _typing(typed: trackers.Typed) -> str:
    if typed.problem == "empty":
        return _("Isi dulu pelacak yang tercetak pada tanda terima Anda.")
    if typed.problem == "sign":
        return _("Tanda “%(sign)s” tidak pernah ada dalam pelacak. Salin lagi dari tanda terima.") % {
            "sign": typed.sign
        }
    if typed.problem == "last":
        return _(
            "Huruf terakhir “%(sign)s” tidak mungkin ada di ujung pelacak. Periksa huruf besar dan kecil, lalu coba "
            "lagi."
        ) % {"sign": typed.sign}
    return _("Pelacak terdiri atas %(right)s huruf dan angka; yang Anda isi %(given)s. Periksa apakah lengkap.") % {
        "right": trackers.LENGTH, "given": typed.length,
    }  # fmt: skip


def _too_often() -> str:
    return _("Terlalu banyak permintaan dari jaringan Anda. Tunggu satu menit, lalu coba lagi.")


def _own(answer: HttpResponse) -> HttpResponse:
    """A page with a form carries a token of its own reader: no cache may keep it."""
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "same-origin"
    return answer


@public
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Checks an archive as the verifier at home does, and compares it with what was announced. Nothing is kept."""
    most = int(settings_store.value(CHECK_MEGABYTES))
    context: dict[str, Any] = {
        "title": _("Periksa sendiri"),
        "crumbs": crumbs(),
        "most": min(most, settings.UPLOAD_LIMIT_MB),
        "script_sha256": verifier()[1],
        "script_size": len(verifier()[0]),
    }
    status = 200
    if request.method == "POST":
        status, told = _checked(request, most)
        context |= told
    return _own(portal.page(request, "elections/public/check.html", context, status=status))


def _checked(request: HttpRequest, most: int) -> tuple[int, dict[str, Any]]:
    """Status and context of a POST."""
    file = request.FILES.get("arsip")
    if not isinstance(file, UploadedFile):
        return EMPTY, {"problem": _("Pilih dulu berkas arsip TPS yang akan diperiksa (namanya berakhir .bel).")}
    size = file.size or 0
    if not size:
        return EMPTY, {"problem": _("Berkas ini kosong (0 byte). Unduh ulang arsipnya, lalu coba lagi.")}
    if size > most * MEGABYTE:
        words = _(
            "Berkas ini lebih besar dari %(most)s MB. Periksalah di rumah dengan periksa-suara.pyz; langkahnya ada di "
            "bawah."
        )
        return TOO_LARGE, {"problem": words % {"most": most}}
    if is_flooding(request, "check", most=CHECKS_A_MINUTE):
        return NOT_MANY, {"problem": _too_often()}
    try:
        with _on_disk(file) as path:
            digest = _digest(path)
            told = public_check.check(
                path, slots=Path(settings.DATA_DIR) / "periksa", seconds=int(settings_store.value(CHECK_SECONDS))
            )
    except public_check.Busy:
        words = _("Sedang banyak arsip yang diperiksa. Berkas Anda belum diperiksa; coba lagi sebentar lagi.")
        return NOT_MANY, {"problem": words}
    except public_check.TooLong:
        words = _("Pemeriksaan berkas ini melewati batas waktu server. Periksalah di rumah dengan periksa-suara.pyz.")
        return EMPTY, {"problem": words}
    except public_check.Failed:
        words = _("Berkas ini tidak dapat diperiksa di server: bentuknya tidak wajar. Ini bukan arsip yang diumumkan.")
        return EMPTY, {"problem": words}
    return 200, _outcome(told, digest, name=file.name or "")


@contextmanager
def _on_disk(file: UploadedFile) -> Iterator[Path]:
    """Where the upload lies; what was in memory is written to a file that is gone at the end."""
    if isinstance(file, TemporaryUploadedFile):
        yield Path(file.temporary_file_path())
        return
    with tempfile.NamedTemporaryFile(suffix=".bel") as out:
        for chunk in file.chunks():
            out.write(chunk)
        out.flush()
        yield Path(out.name)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _outcome(told: dict[str, Any], digest: str, *, name: str) -> dict[str, Any]:
    valid = told.get("valid")
    same = queries.same_file(digest)
    election = told.get("election") or {}
    other = None if same or not valid else queries.archive_of(str(election.get("uuid", ""))[:60])
    return {
        "done": True,
        "valid": valid,
        "unreadable": valid is None,
        "file_name": name[:120],
        "sha256": fours(digest),
        "same": same,
        "other": other,
        "about": _place(same or other),
        "election_name": str(election.get("name", ""))[:200],
        "told": told,
        "checks": checks_of(told) if valid is not None else [],
        "failure": failure_of(told),
        "answers": _answers(told) if valid else [],
    }


def _place(archive: Archive | None) -> dict[str, Any] | None:
    if archive is None:
        return None
    station = archive.box.station
    return {"station": station, "uuid": archive.box.uuid, "is_trial": archive.box.kind == Kind.TRIAL}


def _answers(told: dict[str, Any]) -> list[Tally]:
    """The result by the names in the archive; "2. Siti" is number 2, anything else is numbered as it stands there."""
    found = []
    for question, counts in zip(told.get("questions", []), told.get("result", []), strict=False):
        parts = [answer.partition(". ") for answer in question["answers"]]
        numbers = [int(number) for number, dot, _name in parts if dot and number.isascii() and number.isdigit()]
        named = list(enumerate(question["answers"], 1))
        if len(set(numbers)) == len(parts) and 0 not in numbers:
            named = [(number, name) for number, (_number, _dot, name) in zip(numbers, parts, strict=True)]
        found.append(Tally.of([(0, ""), *named] if question["blank"] else named, counts))
    return found


@cache
def verifier() -> tuple[bytes, str]:
    """The single-file verifier, made once from the sources of this version, and its digest."""
    raw = single_file.build()
    return raw, hashlib.sha256(raw).hexdigest()


@public
@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """periksa-suara.pyz for every computer with Python; the digest stands on the page beside it."""
    raw, digest = verifier()
    tag = f'"{digest}"'
    kept = {"ETag": tag, "Cache-Control": "public, max-age=3600"}
    if tag in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers=kept)
    named = {"Content-Disposition": 'attachment; filename="periksa-suara.pyz"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(raw, content_type="application/zip", headers={**kept, **named})
