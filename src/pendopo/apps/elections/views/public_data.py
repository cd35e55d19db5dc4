"""Results as open data at fixed addresses: JSON and CSV of an election and of a wave, trackers of a station.

Keys and codes are fixed and the same in every language. Everybody may read it from any page (CORS), and what has not
changed is not sent again (ETag).
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, cast

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from pendopo.apps.elections.models import Kind, Pilkades
from pendopo.apps.elections.queries import public as queries
from pendopo.apps.elections.rules.public_figures import Tally
from pendopo.apps.elections.views.public import announced, crumbs, found
from pendopo.kernel import portal
from pendopo.kernel.http import public
from pendopo.kernel.sheets import write_csv

MINUTE: Final = 60
FORMAT: Final = "pendopo-pilkades-hasil/1"
NO_WAVE: Final = "tanpa-gelombang"
COLUMNS: Final = (
    "pemilihan", "kode_desa", "desa", "kecamatan", "gelombang", "hari", "tps", "tempat", "pemilih", "hadir_dpt",
    "hadir_tambahan", "surat_suara", "nomor_calon", "nama_calon", "suara", "diumumkan", "sha256_arsip",
    "peristiwa_terakhir",
)  # fmt: skip


def open_data(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For everybody and every page: the headers stand on a 304 too, else browsers refuse what they hold."""
    safe = conditional_page(require_safe(view))

    @wraps(view)
    def answered(request: HttpRequest, **parts: Any) -> HttpResponse:
        answer: HttpResponse = safe(request, **parts)
        answer["Access-Control-Allow-Origin"] = "*"
        answer["Access-Control-Expose-Headers"] = "ETag"
        answer["Cross-Origin-Resource-Policy"] = "cross-origin"
        answer["Cache-Control"] = f"public, max-age={MINUTE}"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer

    return cast(Callable[..., HttpResponse], public(answered))


def _json(told: dict[str, Any]) -> HttpResponse:
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


def _csv(rows: list[list[Any]], name: str) -> HttpResponse:
    out = io.StringIO()
    write_csv(out, COLUMNS, rows)
    named = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8", headers=named)


@open_data
def election_json(request: HttpRequest, election_id: int) -> HttpResponse:
    row = found(election_id)
    return _json({"format": FORMAT, "pemilihan": _election(request, row, _stations([row])[row.pk])})


@open_data
def election_csv(request: HttpRequest, election_id: int) -> HttpResponse:
    row = found(election_id)
    return _csv(_lines(row, _stations([row])[row.pk]), f"pilkades-{row.pk}.csv")


@open_data
def wave_json(request: HttpRequest, year: int, wave: str) -> HttpResponse:
    rows = _of_wave(year, wave)
    told = _stations(rows)
    many = [_election(request, row, told[row.pk]) for row in rows]
    return _json({"format": FORMAT, "tahun": year, "gelombang": rows[0].wave, "pemilihan": many})


@open_data
def wave_csv(request: HttpRequest, year: int, wave: str) -> HttpResponse:
    rows = _of_wave(year, wave)
    told = _stations(rows)
    return _csv([line for row in rows for line in _lines(row, told[row.pk])], f"pilkades-{year}-{slug_of(wave)}.csv")


@open_data
def trackers_json(request: HttpRequest, uuid: str) -> HttpResponse:
    """All trackers of a station, sorted: their order says nothing."""
    row = announced(uuid)
    listed = queries.trackers_of(row)
    told = {"format": "pendopo-pilkades-pelacak/1", "kode": uuid, "sha256_arsip": row.sha256, "jumlah": len(listed)}
    return _json({**told, "pelacak": listed})


@public
@require_safe
def dictionary(request: HttpRequest) -> HttpResponse:
    """What the open data are, where they lie, and what each field says."""
    rows = queries.published().order_by("-day", "pk")
    waves = {(row.day.year, slug_of(row.wave)): row.wave for row in rows.only("day", "wave").select_related(None)}
    context = {
        "title": _("Data terbuka pilkades"),
        "crumbs": crumbs(),
        "waves": [{"year": year, "slug": slug, "name": name} for (year, slug), name in waves.items()],
        "example": rows.first(),
        "columns": [(name, MEANINGS[name]()) for name in COLUMNS],
    }
    return portal.page(request, "elections/public/data.html", context)


MEANINGS: Final = {
    "pemilihan": lambda: _("Nomor pemilihan di portal ini"),
    "kode_desa": lambda: _("Kode wilayah desa (Kemendagri)"),
    "desa": lambda: _("Nama desa"),
    "kecamatan": lambda: _("Nama kecamatan"),
    "gelombang": lambda: _("Gelombang pilkades; kosong bila tidak ada"),
    "hari": lambda: _("Hari pemungutan suara, TTTT-BB-HH"),
    "tps": lambda: _("Nomor TPS"),
    "tempat": lambda: _("Tempat TPS"),
    "pemilih": lambda: _("Pemilih dalam DPT TPS itu"),
    "hadir_dpt": lambda: _("Pemilih DPT yang hadir; kosong sebelum diumumkan"),
    "hadir_tambahan": lambda: _("Pemilih di luar DPT yang hadir"),
    "surat_suara": lambda: _("Surat suara di kotak, suara kosong ikut dihitung"),
    "nomor_calon": lambda: _("Nomor urut calon; 0 berarti suara kosong"),
    "nama_calon": lambda: _("Nama seperti di surat suara"),
    "suara": lambda: _("Banyaknya suara di TPS itu"),
    "diumumkan": lambda: _("Saat hasil diumumkan, ISO 8601; kosong bila belum"),
    "sha256_arsip": lambda: _("Sidik arsip TPS (SHA-256)"),
    "peristiwa_terakhir": lambda: _("Sidik peristiwa terakhir, sama dengan yang tercetak di berita acara"),
}


def slug_of(wave: str) -> str:
    return slugify(wave) or NO_WAVE


def _of_wave(year: int, wave: str) -> list[Pilkades]:
    if not 2000 <= year <= 2200:
        raise Http404
    rows = [row for row in queries.of_wave(year) if slug_of(row.wave) == wave]
    if not rows:
        raise Http404
    return rows


def _stations(rows: list[Pilkades]) -> dict[int, list[queries.StationResult]]:
    return queries.wave_results(rows)


def _election(request: HttpRequest, row: Pilkades, stations: list[queries.StationResult]) -> dict[str, Any]:
    return {
        "id": row.pk,
        "judul": row.title,
        "kode_desa": row.unit.code,
        "desa": row.unit.name,
        "kecamatan": row.unit.parent.name if row.unit.parent else "",
        "gelombang": row.wave,
        "hari": row.day.isoformat(),
        "keadaan": row.state,
        "halaman": request.build_absolute_uri(reverse("pilkades:election", args=[row.pk])),
        "tps_diumumkan": sum(one.archive is not None for one in stations),
        "tps": [_station(request, one) for one in stations],
    }


def _station(request: HttpRequest, one: queries.StationResult) -> dict[str, Any]:
    told: dict[str, Any] = {
        "nomor": one.station.number, "tempat": one.station.place, "pemilih": one.voters, "hasil": None,
    }  # fmt: skip
    if one.archive is None or one.tally is None or one.figures is None or one.archive.published_at is None:
        return told
    told["hasil"] = {
        "kode": one.uuid,
        "jenis": Kind.OFFICIAL.value,
        "diumumkan": one.archive.published_at.isoformat(),
        "hadir_dpt": one.figures.attended,
        "hadir_tambahan": one.figures.extra,
        "surat_suara": one.archive.ballots,
        "suara": [{"nomor": number, "nama": name, "suara": votes} for number, name, votes in _votes(one.tally)],
        "hitungan_slip": one.hand.state if one.hand else "none",
        "arsip": request.build_absolute_uri(reverse("pilkades:archive", args=[one.uuid])),
        "sha256_arsip": one.archive.sha256,
        "peristiwa_terakhir": one.archive.last_event,
        "pelacak": request.build_absolute_uri(reverse("pilkades:trackers", args=[one.uuid])),
    }
    return told


def _votes(tally: Tally) -> list[tuple[int, str, int]]:
    rows = [(one.number, one.name, one.votes) for one in tally.choices]
    return rows if tally.blank is None else [*rows, (0, "SUARA KOSONG", tally.blank)]


def _lines(row: Pilkades, stations: list[queries.StationResult]) -> list[list[Any]]:
    """A line for each choice at each station; a station without a result has one line without figures."""
    lines = []
    for one in stations:
        head = [
            str(row.pk), row.unit.code, row.unit.name, row.unit.parent.name if row.unit.parent else "", row.wave,
            row.day.isoformat(), str(one.station.number), one.station.place, str(one.voters),
        ]  # fmt: skip
        if one.archive is None or one.tally is None or one.figures is None or one.archive.published_at is None:
            lines.append([*head, *[""] * 9])
            continue
        came = [str(n) for n in (one.figures.attended, one.figures.extra, one.archive.ballots)]
        tail = [one.archive.published_at.isoformat(), one.archive.sha256, one.archive.last_event]
        lines += [[*head, *came, str(number), name, str(votes), *tail] for number, name, votes in _votes(one.tally)]
    return lines
