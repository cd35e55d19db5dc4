"""Accounts and role assignments."""

from __future__ import annotations

from functools import partial

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.apps.administration import queries, services
from pendopo.apps.administration.forms import AccountForm, AssignmentForm, DetailsForm, EndForm
from pendopo.apps.administration.tables import ACCOUNTS
from pendopo.apps.administration.views.shared import accept, act_or_tell, actor_of, form_page
from pendopo.apps.administration.words import action_word
from pendopo.kernel.auth import queries as sign_in
from pendopo.kernel.auth import services as protection
from pendopo.kernel.clock import today
from pendopo.kernel.http import page
from pendopo.kernel.people import services as people
from pendopo.kernel.people.models import Account, Person, RoleAssignment
from pendopo.ui.registers import respond

MANAGE = "people.manage"


def _account(request: HttpRequest, account_id: int) -> Account:
    return get_object_or_404(sign_in.visible_accounts(actor_of(request)), pk=account_id)


def _crumbs(account: Account | None = None) -> list[tuple[str, str]]:
    first = [(_("Akun dan penugasan"), reverse("administration:accounts"))]
    return first if account is None else [*first, (account.name, reverse("administration:account", args=[account.pk]))]


@page(MANAGE)
@require_GET
def register(request: HttpRequest) -> HttpResponseBase:
    rows = queries.accounts(actor_of(request))
    return respond(request, ACCOUNTS, rows, title=_("Akun dan penugasan"), template="administration/accounts.html")


@page(MANAGE)
@require_GET
def record(request: HttpRequest, account_id: int) -> HttpResponseBase:
    """One account: how it is protected, in which posts its owner acts, and what happened to it."""
    account = _account(request, account_id)
    person = getattr(account, "person", None)
    trail = queries.trail_of(account)
    return render(
        request,
        "administration/account.html",
        {
            "account": account,
            "crumbs": _crumbs(),
            "title": account.name,
            "security": sign_in.security_of(account),
            "assignments": queries.assignments(person),
            "today": today(),
            "is_self": account.pk == actor_of(request).account_id,
            "trail": [
                {"at": e.at, "title": action_word(e.action), "who": e.actor_name, "detail": queries.summary(e.change)}
                for e in trail
            ],
        },
    )


@page(MANAGE)
@require_http_methods(["GET", "POST"])
@never_cache
def add(request: HttpRequest) -> HttpResponseBase:
    """A sign-in for somebody new, or the choice of somebody who works here already."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made: list[tuple[Account, str]] = []
        data = form.cleaned_data

        @transaction.atomic
        def act() -> None:
            person = people.add_person(actor_of(request), name=data["name"])
            made.append(
                services.open_account(actor_of(request), person, username=data["username"], email=data["email"])
            )

        if accept(form, act):
            return _shown_once(request, *made[0], new=True)
    text = request.GET.get("cari", "")[:80]
    found = queries.people_without_account(actor_of(request), text)
    context = {"form": form, "title": _("Akun baru"), "crumbs": _crumbs(), "people": found, "text": text}
    return render(request, "administration/account_add.html", context, status=422 if form.errors else 200)


@page(MANAGE)
@require_http_methods(["GET", "POST"])
@never_cache
def add_for(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """A sign-in for somebody who works here already."""
    person = get_object_or_404(queries.reachable_people(actor_of(request)), pk=person_id, account__isnull=True)
    form = AccountForm(request.POST or None, known=True)
    if request.method == "POST" and form.is_valid():
        made: list[tuple[Account, str]] = []
        data = form.cleaned_data

        def act() -> None:
            made.append(
                services.open_account(actor_of(request), person, username=data["username"], email=data["email"])
            )

        if accept(form, act):
            return _shown_once(request, *made[0], new=True)
    title = _("Akun untuk %(name)s") % {"name": person.name}
    back = reverse("administration:account_add")
    return form_page(
        request, form, title=title, submit=_("Buat akun"), back=back, crumbs=_crumbs(), status=_status(form)
    )


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, account_id: int) -> HttpResponseBase:
    account = _account(request, account_id)
    form = DetailsForm(request.POST or None, initial={"name": account.name, "email": account.email})
    back = reverse("administration:account", args=[account.pk])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        act = partial(protection.change_details, actor_of(request), account, name=data["name"], email=data["email"])
        if accept(form, act):
            return redirect(back)
    return form_page(
        request,
        form,
        title=_("Ubah data akun"),
        submit=_("Simpan"),
        back=back,
        crumbs=_crumbs(account),
        status=_status(form),
    )


@page(MANAGE)
@require_POST
@never_cache
def one_time_password(request: HttpRequest, account_id: int) -> HttpResponseBase:
    """A new password, shown on this page only; its owner changes it at the next sign-in."""
    account = _account(request, account_id)
    return _shown_once(request, account, protection.issue_one_time_password(actor_of(request), account))


def _shown_once(request: HttpRequest, account: Account, password: str, *, new: bool = False) -> HttpResponse:
    context = {
        "account": account,
        "password": password,
        "new": new,
        "crumbs": _crumbs(account),
        "title": _("Kata sandi sekali pakai"),
    }
    return render(request, "administration/one_time_password.html", context)


@page(MANAGE)
@require_POST
def deactivate(request: HttpRequest, account_id: int) -> HttpResponseBase:
    account = _account(request, account_id)
    act = partial(protection.set_active, actor_of(request), account, active=False)
    return act_or_tell(request, act, _("Akun dinonaktifkan; semua sesinya berakhir."), _back(account))


@page(MANAGE)
@require_POST
def activate(request: HttpRequest, account_id: int) -> HttpResponseBase:
    account = _account(request, account_id)
    act = partial(protection.set_active, actor_of(request), account, active=True)
    return act_or_tell(request, act, _("Akun aktif kembali."), _back(account))


@page(MANAGE)
@require_POST
def unlock(request: HttpRequest, account_id: int) -> HttpResponseBase:
    account = _account(request, account_id)
    return act_or_tell(
        request, partial(protection.unlock, actor_of(request), account), _("Kunci dibuka."), _back(account)
    )


@page(MANAGE)
@require_POST
def remove_second_factor(request: HttpRequest, account_id: int) -> HttpResponseBase:
    account = _account(request, account_id)
    act = partial(protection.remove_second_factor, actor_of(request), account)
    return act_or_tell(
        request, act, _("Verifikasi dua langkah dilepas. Pemilik akun dapat mengaktifkannya lagi."), _back(account)
    )


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, account_id: int) -> HttpResponseBase:
    """Let the owner of an account act in a role, in a unit, by decree, from a day on."""
    account = _account(request, account_id)
    person = get_object_or_404(Person, account=account)
    form = AssignmentForm(
        request.POST or None, actor=actor_of(request), initial={"starts_on": today(), "role": "pegawai"}
    )
    if request.method == "POST" and form.is_valid():
        data = {
            key: form.cleaned_data[key] for key in ("role", "unit", "kind", "starts_on", "ends_on", "post", "is_head")
        }
        act = partial(services.assign, actor_of(request), person, decree=form.decree(), **data)
        if accept(form, act):
            return redirect(_back(account))
    groups = (
        (_("Peran"), _("Menentukan apa yang boleh dilihat dan dilakukan."), ("role", "unit", "post", "is_head")),
        (_("Masa"), _("Plt. dan Plh. selalu memiliki tanggal akhir."), ("kind", "starts_on", "ends_on")),
        (
            _("Dasar"),
            _("Surat keputusan atau surat perintah penugasan."),
            ("decree_number", "decree_date", "decree_title"),
        ),
    )
    return form_page(
        request, form, title=_("Tugaskan %(name)s") % {"name": account.name}, submit=_("Tugaskan"), back=_back(account),
        crumbs=_crumbs(account), groups=groups, status=_status(form),
    )  # fmt: skip


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, assignment_id: int) -> HttpResponseBase:
    """The last day of an assignment."""
    reachable = queries.reachable_assignments(actor_of(request))
    assignment: RoleAssignment = get_object_or_404(reachable, pk=assignment_id, person__account__isnull=False)
    account = assignment.person.account
    assert account is not None
    form = EndForm(request.POST or None, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        act = partial(people.end_assignment, actor_of(request), assignment, on=form.cleaned_data["on"])
        if accept(form, act):
            return redirect(_back(account))
    return form_page(
        request, form, title=_("Akhiri penugasan"), submit=_("Akhiri"), back=_back(account), crumbs=_crumbs(account),
        subtitle=f"{account.name} · {queries.assignment_words(assignment)}", status=_status(form),
    )  # fmt: skip


def _back(account: Account) -> str:
    return reverse("administration:account", args=[account.pk])


def _status(form: forms.Form) -> int:
    return 422 if form.errors else 200
