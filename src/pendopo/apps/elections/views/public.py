"""What anybody may read of the village elections: the list, an election with its live result, a station's report."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from pendopo.apps.elections.crypto.checks import CHECKS, reason
from pendopo.apps.elections.models import Archive, ElectionState, Kind, Pilkades
from pendopo.apps.elections.queries import public as queries
from pendopo.apps.elections.rules.public_figures import Tally, choices_of, figures_of
from pendopo.apps.elections.words_public import CHECK_MEANINGS, HAND_WORDS, OBJECTION_WORDS, sheet_steps
from pendopo.kernel import files, portal
from pendopo.kernel.http import public
from pendopo.kernel.tables.paging import keyset_page
from pendopo.ui.formats import fours

PAGE_SIZE: Final = 20
LONGEST: Final = 80
LIVE_SECONDS: Final = 15
COUNTING: Final = (ElectionState.VOTING, ElectionState.COUNTED)
AFTER: Final = (*COUNTING, ElectionState.DETERMINED, ElectionState.ARCHIVED)


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Elections, the newest day first, found by village or kecamatan and narrowed by wave."""
    chosen = {name: request.GET.get(name, "").replace("\0", "")[:LONGEST].strip() for name in ("cari", "gelombang")}
    rows = queries.listed()
    if chosen["gelombang"]:
        rows = rows.filter(wave=chosen["gelombang"])
    if chosen["cari"]:
        rows = queries.search(rows, chosen["cari"])
    found = keyset_page(
        rows, sort="day", descending=True, size=PAGE_SIZE, after=request.GET.get("sesudah", "")[:20],
        before=request.GET.get("sebelum", "")[:20],
    )  # fmt: skip
    kept = {name: value for name, value in chosen.items() if value}
    context = {
        "title": _("Pemilihan kepala desa"),
        "crumbs": [(_("Layanan publik"), reverse("public:index"))],
        "rows": [{"e": row, "state": state_of(row)} for row in found.rows],
        "total": rows.order_by().count(),
        "chosen": chosen,
        "waves": queries.waves(),
        "is_narrowed": bool(kept),
        "after": f"?{urlencode({**kept, 'sesudah': found.after})}" if found.after else "",
        "before": f"?{urlencode({**kept, 'sebelum': found.before})}" if found.before else "",
    }
    return portal.page(request, "elections/public/index.html", context, minutes=1)


def state_of(election: Pilkades) -> dict[str, str]:
    """How far it is, as a tone and words; a day of voting is read on the village's own clock."""
    if election.state == ElectionState.VOTING:
        now = timezone.now().astimezone(ZoneInfo(election.zone))
        if now < _at(election, election.closes_at):
            return {"tone": "info", "word": _("Pemungutan suara berlangsung")}
        return {"tone": "watch", "word": _("Menunggu hasil semua TPS")}
    words = {
        ElectionState.ROLL_FINAL: ("info", _("Daftar pemilih tetap, menuju hari pemungutan")),
        ElectionState.READY: ("info", _("Siap memilih")),
        ElectionState.COUNTED: ("watch", _("Suara dihitung, belum ditetapkan")),
        ElectionState.DETERMINED: ("ok", _("Calon terpilih ditetapkan")),
        ElectionState.ARCHIVED: ("ok", _("Selesai dan diarsipkan")),
    }
    tone, word = words[ElectionState(election.state)]
    return {"tone": tone, "word": word}


def _at(election: Pilkades, clock: time) -> datetime:
    return datetime.combine(election.day, clock, ZoneInfo(election.zone))


@public
@require_safe
def election(request: HttpRequest, election_id: int) -> HttpResponse:
    """Everything of one election that is public now."""
    row = found(election_id)
    shown = shown_results(row)
    keysets = queries.keysets(row)
    stages = queries.stages(row)
    context = {
        **shown,
        "title": row.title,
        "crumbs": crumbs(),
        "stages": stages,
        "next_stage": next((one for one in stages if one.done_on is None), None),
        "keys": keysets.get(Kind.OFFICIAL),
        "fingerprint": fours(keysets[Kind.OFFICIAL].digest) if Kind.OFFICIAL in keysets else "",
        "voters": sum(one.voters for one in shown["official"].stations),
        "base": request.build_absolute_uri("/").rstrip("/"),
    }
    answer = portal.page(request, "elections/public/election.html", context)
    return _short(answer, row)


@public
@conditional_page
@require_safe
def results(request: HttpRequest, election_id: int) -> HttpResponse:
    """The part of the page that changes while stations tell their results; unchanged it is not sent again."""
    row = found(election_id)
    return _short(portal.page(request, "elections/public/_results.html", shown_results(row)), row)


def _short(answer: HttpResponse, row: Pilkades) -> HttpResponse:
    """While results come in, caches keep the page only as long as it takes for the next look."""
    if answer["Cache-Control"].startswith("public") and row.state in COUNTING:
        answer["Cache-Control"] = f"public, max-age={LIVE_SECONDS}"
    return answer


def found(election_id: int) -> Pilkades:
    row = queries.find(election_id)
    if row is None:
        raise Http404
    return row


def crumbs(row: Pilkades | None = None) -> list[tuple[str, str]]:
    first = [(_("Layanan publik"), reverse("public:index")), (_("Pilkades"), reverse("pilkades:index"))]
    return [*first, (row.unit.name, reverse("pilkades:election", args=[row.pk]))] if row else first


def shown_results(row: Pilkades) -> dict[str, Any]:
    """Candidates, stations and results, official and trial; the same number of statements for every election."""
    candidates, stations = queries.standing(row), queries.stations_of(row)
    numbered = [(one.number, one.ballot_name) for one in candidates if one.number is not None]
    official = queries.results(row, Kind.OFFICIAL, stations, numbered)
    trial = queries.results(row, Kind.TRIAL, stations, numbered)
    photos = {one.number for one in candidates if one.photo_id and one.number is not None}
    decided = queries.determination(row)
    return {
        "e": row,
        "state": state_of(row),
        "candidates": candidates,
        "photos": photos,
        "official": official,
        "trial": trial if trial.told else None,
        "is_after": row.state in AFTER or official.told > 0,
        "is_live": row.state in COUNTING,
        "every": LIVE_SECONDS,
        "hand_words": HAND_WORDS,
        "determination": decided,
        "sheet": sheet_steps(decided.sheet) if decided and decided.tie_rule else [],
        "objections": [(OBJECTION_WORDS[state], count) for state, count in sorted(queries.objections(row).items())],
    }


@public
@require_safe
def photo(request: HttpRequest, election_id: int, number: int) -> HttpResponseBase:
    """The picture of a candidate who stands."""
    row = found(election_id)
    one = next((one for one in queries.standing(row) if one.number == number), None)
    if one is None or one.photo is None:
        raise Http404
    return files.response(one.photo, public=True)


def announced(uuid: str) -> Archive:
    row = queries.archive_of(uuid)
    if row is None:
        raise Http404
    return row


@public
@require_safe
def report(request: HttpRequest, uuid: str) -> HttpResponse:
    """What was done at one station, what came of it and what is proven: for a villager, on one page."""
    row = announced(uuid)
    return portal.page(request, "elections/public/report.html", report_context(request, row))


def report_context(request: HttpRequest, row: Archive) -> dict[str, Any]:
    station, box = row.box.station, row.box
    tally = Tally.of(choices_of(box.election_text), row.counts)
    told = row.report if isinstance(row.report, dict) else {}
    openers = [n for n in told.get("opened_by", []) if isinstance(n, int)]
    holders = [
        {"name": one.get("name", ""), "role": one.get("role", ""), "opened": number in openers}
        for number, one in enumerate(box.keyset.holders, 1)
        if isinstance(one, dict)
    ]
    checks = checks_of(told)
    return {
        "title": _("Laporan TPS %(number)s, %(village)s") % {
            "number": station.number, "village": station.election.unit.name,
        },
        "crumbs": crumbs(station.election),
        "a": row,
        "e": station.election,
        "station": station,
        "is_trial": box.kind == Kind.TRIAL,
        "tally": tally,
        "figures": figures_of(row.closing, row.ballots),
        "opened_at": _moment(row.closing.get("opened_at")),
        "closed_at": _moment(row.closing.get("closed_at")),
        "checks": checks,
        "passed": sum(one["state"] == "lulus" for one in checks),
        "holders": holders,
        "keys": box.keyset,
        "last_event": fours(row.last_event),
        "sha256": fours(row.sha256),
        "address": request.build_absolute_uri(reverse("pilkades:report", args=[box.uuid])),
    }  # fmt: skip


def _moment(said: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(said))
    except ValueError:
        return None


def checks_of(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The numbered checks of a report with what each means, in this program's own words."""
    states = {one.get("number"): one.get("state") for one in told.get("checks", []) if isinstance(one, dict)}
    return [
        {"number": number, "title": title, "meaning": CHECK_MEANINGS[number], "state": states.get(number, "belum")}
        for number, title in CHECKS
    ]


def failure_of(told: dict[str, Any]) -> dict[str, Any] | None:
    """The first failure: its check, the reason and the place."""
    failure = told.get("failure")
    if not isinstance(failure, dict):
        return None
    said = reason(str(failure.get("code", "")))
    return {"check": said.check, "text": said.text, "place": str(failure.get("place", "")), "code": failure.get("code")}


@public
@require_safe
def archive(request: HttpRequest, uuid: str) -> HttpResponseBase:
    """The whole archive of a station as it was checked and announced; its bytes never change under its digest."""
    row = announced(uuid)
    tag = f'"{row.sha256}"'
    known = tag in request.headers.get("If-None-Match", "")
    answer: HttpResponseBase = HttpResponse(status=304) if known else files.response(row.file, public=True)
    answer["Cache-Control"] = f"public, max-age={portal.MINUTES * 60}"  # short: a result may be taken back
    answer["ETag"] = tag
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
