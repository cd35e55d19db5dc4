"""Instruments: which there are, what they ask for, and what the regency says of them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.maturity.forms_instruments import ConfirmForm, InstrumentUploadForm, WithdrawForm
from pendopo.apps.maturity.models import InstrumentFile
from pendopo.apps.maturity.queries import instruments as queries
from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.rules.instrument import Instrument, UnknownCode
from pendopo.apps.maturity.rules.loading import UnknownInstrument
from pendopo.apps.maturity.rules.shapes import LARGEST
from pendopo.apps.maturity.services import instruments as services
from pendopo.kernel import clock
from pendopo.kernel.http import actor_of, page, whole_number
from pendopo.ui.downloads import download
from pendopo.ui.form_pages import FormPage, act_and_return, form_methods, form_page
from pendopo.ui.registers import Crumbs

VIEW = ("maturity.view", "maturity.assess", "maturity.review")


def found(key: str) -> Instrument:
    try:
        return loading.get(key)
    except UnknownInstrument as error:
        raise Http404 from error


def crumbs(*more: tuple[str, str]) -> Crumbs:
    return [(_("Evaluasi SPBE"), reverse("maturity:home")), (_("Instrumen"), reverse("maturity:instruments")), *more]


@page(*VIEW)
@require_GET
def instruments(request: HttpRequest) -> HttpResponseBase:
    """All instruments and the local files that were left out."""
    context = {
        "title": _("Instrumen"),
        "subtitle": _(
            "Aturan hitung dan pertanyaan tiap evaluasi. Hasil satu tahun selalu memakai instrumen tahun itu."
        ),
        "tab": "instruments",
        "rows": queries.rows(),
        "problems": loading.problems(),
        "may_confirm": actor_of(request).can(services.PERMISSION),
    }
    return render(request, "maturity/instruments.html", context)


@page(*VIEW)
@require_GET
def instrument(request: HttpRequest, key: str) -> HttpResponseBase:
    """One instrument: domains, aspects and indicators with their weights, and who confirmed it."""
    one = found(key)
    context = {
        "title": one.short,
        "crumbs": crumbs((one.short, "")),
        "tab": "instruments",
        "instrument": one,
        "confirmed": queries.is_confirmed(one),
        "verified": queries.is_verified(one),
        "held": queries.confirmation(one),
        "confirmations": queries.confirmations(one.key),
        "editions": queries.editions(one.key),
        "total": sum(domain.weight for domain in one.domains),
        "may_confirm": actor_of(request).can(services.PERMISSION),
        "withdraw_form": WithdrawForm(),
    }
    return render(request, "maturity/instruments_one.html", context)


@page(*VIEW)
@require_GET
def indicator(request: HttpRequest, key: str, code: str) -> HttpResponseBase:
    """Question, criteria and evidence rules of an indicator, as in force in a year (`tahun`)."""
    one = found(key)
    try:
        texts = one.texts(code, _year(request, one))
        subject = one.indicator_of(code)
    except UnknownCode as error:
        raise Http404 from error
    numbers = list(one.indicators)
    place = numbers.index(subject.no)
    context = {
        "title": f"{subject.no}. {texts.name}",
        "crumbs": crumbs((one.short, reverse("maturity:instrument", args=[one.key])), (str(subject.no), "")),
        "tab": "instruments",
        "instrument": one,
        "indicator": subject,
        "entry": one.entries[subject.entries[0]],
        "texts": texts,
        "year": _year(request, one),
        "years": _years(one),
        "before": numbers[place - 1] if place else None,
        "after": numbers[place + 1] if place + 1 < len(numbers) else None,
    }
    return render(request, "maturity/instruments_indicator.html", context)


def _years(one: Instrument) -> list[int]:
    last = one.last_year or max(one.first_year, clock.today().year)
    return list(range(last, one.first_year - 1, -1))


def _year(request: HttpRequest, one: Instrument) -> int:
    years = _years(one)
    asked = whole_number(request.GET.get("tahun", ""))
    return asked if asked in years else years[0]


@page(services.PERMISSION)
@form_methods
def confirm(request: HttpRequest, key: str) -> HttpResponseBase:
    """Say that the file agrees with the official text, with document and page."""
    one = found(key)

    def act(checked: ConfirmForm) -> None:
        given = {name: checked.cleaned_data[name] for name in ("digest", "document", "page", "note")}
        services.confirm(actor_of(request), one, **given)

    back = reverse("maturity:instrument", args=[key])
    words = FormPage(
        _("Nyatakan sesuai naskah resmi"), _("Nyatakan sesuai"),
        _("Tercatat. Peringatan tidak ditampilkan lagi untuk berkas ini."), back, crumbs((one.short, back)),
        subtitle=one.title,
    )  # fmt: skip
    form = ConfirmForm(request.POST or None, initial={"digest": one.digest})
    template = "maturity/instruments_confirm.html"
    return form_page(request, form, act, words, template=template, context={"instrument": one})


@page(services.PERMISSION)
@require_POST
def withdraw(request: HttpRequest, key: str) -> HttpResponseBase:
    form = WithdrawForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return act_and_return(
        request, lambda: services.withdraw(actor_of(request), found(key), reason),
        done=_("Pernyataan ditarik. Peringatan tampil lagi di layar dan cetakan."),
        back=reverse("maturity:instrument", args=[key]),
    )  # fmt: skip


@page(services.PERMISSION)
@form_methods
def add(request: HttpRequest) -> HttpResponseBase:
    """Upload an instrument file or a layer; what is wrong is told with its place."""

    def act(checked: InstrumentUploadForm) -> str:
        upload = checked.cleaned_data["file"]
        made = services.add_file(actor_of(request), upload.read(LARGEST + 1), name=upload.name)
        return reverse("maturity:instrument", args=[made.instrument])

    words = FormPage(
        _("Tambah instrumen"), _("Periksa dan simpan"),
        _("Instrumen tersimpan dan dapat dipakai. Cocokkan dengan naskah resmi."), reverse("maturity:instruments"),
        crumbs(),
    )  # fmt: skip
    form = InstrumentUploadForm(request.POST or None, request.FILES or None)
    context = {"rows": queries.rows(), "folder": str(loading.local_folder())}
    return form_page(request, form, act, words, template="maturity/instruments_add.html", context=context)


@page(*VIEW)
@require_GET
def source(request: HttpRequest, key: str) -> HttpResponseBase:
    """The file of the instrument as a download: also the start of a new one."""
    one = found(key)
    return _download(queries.source_of(one), one.file)


@page(*VIEW)
@require_GET
def edition(request: HttpRequest, key: str, pk: int) -> HttpResponseBase:
    """An earlier edition of a local file."""
    row = get_object_or_404(InstrumentFile, pk=pk, instrument=key)
    return _download(row.content.encode(), row.name)


def _download(content: bytes, name: str) -> HttpResponse:
    answer = download(content, name, "application/json; charset=utf-8")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
