"""Results of earlier years that were not assessed here: recorded, changed and withdrawn, each in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import PastResult
from pendopo.apps.maturity.queries.instruments import predicate_input
from pendopo.apps.maturity.queries.shown import shown
from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.rules.comparable import PEGI, PEGI_DIMENSIONS, PEGI_SCALE
from pendopo.apps.maturity.rules.instrument import Instrument
from pendopo.apps.maturity.rules.past import FIRST_YEAR, LAST_PEGI, fits, weighted
from pendopo.apps.maturity.rules.scoring import BadLevels, half_up, predicate, score
from pendopo.apps.maturity.services.insight import INDEX, refresh
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused

RESULTS = "maturity.results"


@dataclass(frozen=True, kw_only=True)
class PastFacts:
    """A result as it was published. `domains` are two-decimal texts by number, `levels` whole by entry code."""

    year: int
    instrument: str
    index: Decimal
    source: str
    predicate: str = ""
    domains: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, int] = field(default_factory=dict)
    note: str = ""


@transaction.atomic
def record(actor: Actor, *, facts: PastFacts) -> PastResult:
    """Keep a result; one for each year and instrument."""
    actor.require(RESULTS)
    good = checked(facts)
    if PastResult.objects.filter(year=good.year, instrument=good.instrument).exists():
        words = _("Hasil tahun %(year)s dengan instrumen ini sudah tercatat. Buka hasil itu untuk mengubahnya.")
        raise Refused(words % {"year": good.year}, field="year")
    row = PastResult.objects.create(by_name=actor.name[:150], **_columns(good))
    audit.record("maturity.record_result", row, actor, **_words(good))
    refresh((INDEX,))
    return row


@transaction.atomic
def change(actor: Actor, past: PastResult, *, facts: PastFacts, seen_at: str = "") -> list[str]:
    """Correct a result; `seen_at` is when it was last changed as the person saw it. Returns the changed fields."""
    actor.require(RESULTS)
    row = PastResult.objects.select_for_update().get(pk=past.pk)
    if seen_at and row.at.isoformat() != seen_at:
        words = _("Hasil ini baru saja diubah oleh %(name)s. Isian Anda masih ada; periksa lagi lalu simpan.")
        raise Refused(words % {"name": row.by_name})
    good = checked(facts)
    others = PastResult.objects.filter(year=good.year, instrument=good.instrument).exclude(pk=row.pk)
    if others.exists():
        raise Refused(_("Tahun dan instrumen ini sudah tercatat pada hasil lain."), field="year")
    wanted = _columns(good)
    changed = [name for name in wanted if getattr(row, name) != wanted[name]]
    if not changed:
        return []
    what = {name: [_plain(getattr(row, name)), _plain(wanted[name])] for name in changed}
    for name in changed:
        setattr(row, name, wanted[name])
    row.by_name, row.at = actor.name[:150], timezone.now()
    row.save()
    audit.record("maturity.change_result", row, actor, **what)
    refresh((INDEX,))
    return changed


@transaction.atomic
def withdraw(actor: Actor, past: PastResult, *, reason: str) -> None:
    """Take a wrong result out; the trail keeps what stood there."""
    actor.require(RESULTS)
    if not reason.strip():
        raise Refused(_("Tulis alasan menarik hasil ini."), field="reason")
    row = PastResult.objects.select_for_update().filter(pk=past.pk).first()
    if row is None:
        raise Refused(_("Hasil ini sudah ditarik orang lain."))
    kept = {name: _plain(getattr(row, name)) for name in _NAMES}
    audit.record("maturity.withdraw_result", row, actor, reason=reason.strip(), **kept)
    row.delete()
    refresh((INDEX,))


def checked(facts: PastFacts) -> PastFacts:
    """The result with its gaps filled in; Refused says which field cannot be."""
    if not facts.source.strip():
        raise Refused(_("Tulis sumbernya, misalnya nomor LHE atau keputusan menteri."), field="source")
    if facts.instrument == PEGI:
        return _checked_pegi(facts)
    instrument = loading.instruments().get(facts.instrument)
    if instrument is None:
        raise Refused(_("Instrumen ini tidak dikenal. Pilih dari daftar."), field="instrument")
    if not instrument.holds_in(facts.year) or facts.year > today().year:
        raise Refused(_year_words(instrument), field="year")
    _in_range(facts.index, instrument.level_min, instrument.level_max, "index")
    domains = _checked_domains(instrument, facts)
    good = replace(facts, domains=domains, source=facts.source.strip(), note=facts.note.strip())
    if facts.levels:
        return _from_levels(instrument, good)
    said = good.predicate or predicate(instrument, Fraction(facts.index), predicate_input(facts.year, instrument))
    return replace(good, predicate=_known_predicate(instrument, said))


def _year_words(instrument: Instrument) -> str:
    if instrument.last_year is None:
        return _("%(name)s berlaku sejak %(first)s, sampai tahun ini.") % {
            "name": instrument.short,
            "first": instrument.first_year,
        }
    return _("%(name)s berlaku untuk tahun %(first)s sampai %(last)s. Pilih instrumen atau tahun yang sesuai.") % {
        "name": instrument.short,
        "first": instrument.first_year,
        "last": instrument.last_year,
    }


def _checked_pegi(facts: PastFacts) -> PastFacts:
    if not FIRST_YEAR <= facts.year <= LAST_PEGI:
        words = _("PeGI dilaksanakan tahun %(first)s sampai %(last)s.")
        raise Refused(words % {"first": FIRST_YEAR, "last": LAST_PEGI}, field="year")
    _in_range(facts.index, *PEGI_SCALE, "index")
    for no, value in facts.domains.items():
        if not no.isdecimal() or not 1 <= int(no) <= len(PEGI_DIMENSIONS):
            raise Refused(_("PeGI mempunyai lima dimensi."), field="domains")
        _in_range(Decimal(value), *PEGI_SCALE, f"domain_{no}")
    if facts.levels:
        raise Refused(_("PeGI tidak mempunyai tingkat per indikator."), field="levels")
    return replace(facts, source=facts.source.strip(), note=facts.note.strip())


def _in_range(value: Decimal, low: int, high: int, name: str) -> None:
    if value * 100 % 1:
        raise Refused(_("Tulis paling banyak dua angka di belakang koma, seperti yang diterbitkan."), field=name)
    if not low <= value <= high:
        words = _("Nilai %(value)s di luar skala %(low)s sampai %(high)s. Periksa tanda komanya.")
        raise Refused(words % {"value": shown(Fraction(value)), "low": low, "high": high}, field=name)


def _checked_domains(instrument: Instrument, facts: PastFacts) -> dict[str, str]:
    if not facts.domains:
        return {}
    if not instrument.has_domains:
        raise Refused(_("Instrumen ini tidak mempunyai domain."), field="domains")
    wanted = {str(domain.no) for domain in instrument.domains}
    if set(facts.domains) != wanted:
        raise Refused(_("Isi nilai semua domain, atau kosongkan semuanya."), field=f"domain_{min(wanted)}")
    for no, value in facts.domains.items():
        _in_range(Decimal(value), 0, instrument.level_max, f"domain_{no}")
    numbers = {int(no): Fraction(value) for no, value in facts.domains.items()}
    if not fits(instrument, numbers, Fraction(facts.index)):
        words = _(
            "Nilai domain menghasilkan indeks sekitar %(found)s, bukan %(index)s. "
            "Periksa kembali domain dan indeksnya pada sumber."
        )
        found = shown(weighted(instrument, numbers))
        raise Refused(words % {"found": found, "index": shown(Fraction(facts.index))}, field="index")
    return {no: f"{Decimal(value):.2f}" for no, value in sorted(facts.domains.items())}


def _from_levels(instrument: Instrument, facts: PastFacts) -> PastFacts:
    """With every level known, index, domains and predicate follow from them and must agree with what was typed."""
    try:
        rule = predicate_input(facts.year, instrument)
        result = score(instrument, facts.year, dict(facts.levels), predicate_input=rule)
    except BadLevels as error:
        raise Refused(error.message, field="levels") from error
    if half_up(result.index) != f"{facts.index:.2f}":
        words = _(
            "Tingkat yang ditulis menghasilkan indeks %(found)s, bukan %(index)s. "
            "Periksa tingkatnya satu per satu, atau kosongkan bila tidak lengkap."
        )
        raise Refused(words % {"found": shown(result.index), "index": shown(Fraction(facts.index))}, field="levels")
    for no, typed in facts.domains.items():
        found = half_up(result.domains[int(no)])
        if found != typed:
            words = _("Menurut tingkatnya domain %(no)s bernilai %(found)s, bukan %(typed)s.")
            raise Refused(
                words % {"no": no, "found": shown(Fraction(found)), "typed": shown(Fraction(typed))},
                field=f"domain_{no}",
            )
    said = facts.predicate or result.predicate
    domains = {str(no): half_up(value) for no, value in result.domains.items()}
    return replace(facts, domains=domains, predicate=_known_predicate(instrument, said))


def _known_predicate(instrument: Instrument, said: str) -> str:
    known = {one.name.lower(): one.name for one in instrument.predicates}
    if said.lower() not in known:
        words = _("Predikat %(said)s tidak ada pada instrumen ini. Yang ada: %(known)s.")
        raise Refused(words % {"said": said, "known": ", ".join(known.values())}, field="predicate")
    return known[said.lower()]


_NAMES = ("year", "instrument", "index", "scale_max", "predicate", "domains", "levels", "source", "note")


def _columns(facts: PastFacts) -> dict[str, object]:
    instrument = loading.instruments().get(facts.instrument)
    return {
        "year": facts.year,
        "instrument": facts.instrument,
        "index": facts.index.quantize(Decimal("0.01")),
        "scale_max": Decimal(instrument.level_max if instrument else PEGI_SCALE[1]),
        "predicate": facts.predicate[:40],
        "domains": dict(facts.domains),
        "levels": dict(facts.levels),
        "source": facts.source[:250],
        "note": facts.note,
    }


def _words(facts: PastFacts) -> dict[str, object]:
    return {name: _plain(value) for name, value in _columns(facts).items() if value not in ("", {})}


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value
