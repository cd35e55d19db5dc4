"""Accounts and role assignments."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.administration import queries, services
from pendopo.apps.administration.forms import AccountForm, AssignmentForm, DetailsForm, EndForm
from pendopo.apps.administration.tables import ACCOUNTS
from pendopo.apps.administration.words import action_word
from pendopo.kernel.auth import queries as sign_in
from pendopo.kernel.auth import services as protection
from pendopo.kernel.clock import today
from pendopo.kernel.http import actor_of, page
from pendopo.kernel.people import services as people
from pendopo.kernel.people.models import Account, Person, RoleAssignment
from pendopo.ui.form_pages import FormPage, act_and_return, form_methods, form_page
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
@form_methods
@never_cache
def add(request: HttpRequest) -> HttpResponseBase:
    """A sign-in for somebody new, or the choice of somebody who works here already."""

    def act(checked: AccountForm) -> HttpResponse:
        with transaction.atomic():
            person = people.add_person(actor_of(request), name=checked.cleaned_data["name"])
            made = _open(request, person, checked)
        return _shown_once(request, *made, new=True)

    text = request.GET.get("cari", "")[:80]
    return form_page(
        request, AccountForm(request.POST or None), act, _words(_("Akun baru"), _("Buat akun")),
        template="administration/account_add.html",
        context={"people": queries.people_without_account(actor_of(request), text), "text": text},
    )  # fmt: skip


@page(MANAGE)
@form_methods
@never_cache
def add_for(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """A sign-in for somebody who works here already."""
    person = get_object_or_404(queries.reachable_people(actor_of(request)), pk=person_id, account__isnull=True)

    def act(checked: AccountForm) -> HttpResponse:
        return _shown_once(request, *_open(request, person, checked), new=True)

    words = FormPage(
        _("Akun untuk %(name)s") % {"name": person.name}, _("Buat akun"), "", reverse("administration:account_add"),
        _crumbs(),
    )  # fmt: skip
    return form_page(request, AccountForm(request.POST or None, known=True), act, words)


def _open(request: HttpRequest, person: Person, checked: AccountForm) -> tuple[Account, str]:
    """The account and its one-time password."""
    data = checked.cleaned_data
    return services.open_account(actor_of(request), person, username=data["username"], email=data["email"])


@page(MANAGE)
@form_methods
def details(request: HttpRequest, account_id: int) -> HttpResponseBase:
    account = _account(request, account_id)
    form = DetailsForm(request.POST or None, initial={"name": account.name, "email": account.email})

    def act(checked: DetailsForm) -> None:
        data = checked.cleaned_data
        protection.change_details(actor_of(request), account, name=data["name"], email=data["email"])

    return form_page(request, form, act, _words(_("Ubah data akun"), _("Simpan"), account))


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
    return act_and_return(request, act, done=_("Akun dinonaktifkan; semua sesinya berakhir."), back=_back(account))


@page(MANAGE)
@require_POST
def activate(request: HttpRequest, account_id: int) -> HttpResponseBase:
    account = _account(request, account_id)
    act = partial(protection.set_active, actor_of(request), account, active=True)
    return act_and_return(request, act, done=_("Akun aktif kembali."), back=_back(account))


@page(MANAGE)
@require_POST
def unlock(request: HttpRequest, account_id: int) -> HttpResponseBase:
    account = _account(request, account_id)
    return act_and_return(
        request, partial(protection.unlock, actor_of(request), account), done=_("Kunci dibuka."), back=_back(account),
    )  # fmt: skip


@page(MANAGE)
@require_POST
def remove_second_factor(request: HttpRequest, account_id: int) -> HttpResponseBase:
    account = _account(request, account_id)
    act = partial(protection.remove_second_factor, actor_of(request), account)
    return act_and_return(
        request, act, done=_("Verifikasi dua langkah dilepas. Pemilik akun dapat mengaktifkannya lagi."),
        back=_back(account),
    )  # fmt: skip


@page(MANAGE)
@form_methods
def assign(request: HttpRequest, account_id: int) -> HttpResponseBase:
    """Let the owner of an account act in a role, in a unit, by decree, from a day on."""
    account = _account(request, account_id)
    person = get_object_or_404(Person, account=account)
    form = AssignmentForm(
        request.POST or None, actor=actor_of(request), initial={"starts_on": today(), "role": "pegawai"}
    )

    def act(checked: AssignmentForm) -> None:
        names = ("role", "unit", "kind", "starts_on", "ends_on", "post", "is_head")
        data = {name: checked.cleaned_data[name] for name in names}
        services.assign(actor_of(request), person, decree=checked.decree(), **data)

    title = _("Tugaskan %(name)s") % {"name": account.name}
    return form_page(request, form, act, _words(title, _("Tugaskan"), account))


@page(MANAGE)
@form_methods
def end(request: HttpRequest, assignment_id: int) -> HttpResponseBase:
    """The last day of an assignment."""
    reachable = queries.reachable_assignments(actor_of(request))
    assignment: RoleAssignment = get_object_or_404(reachable, pk=assignment_id, person__account__isnull=False)
    account = assignment.person.account
    assert account is not None

    def act(checked: EndForm) -> None:
        people.end_assignment(actor_of(request), assignment, on=checked.cleaned_data["on"])

    subtitle = f"{account.name} · {queries.assignment_words(assignment)}"
    words = _words(_("Akhiri penugasan"), _("Akhiri"), account, subtitle)
    return form_page(request, EndForm(request.POST or None, initial={"on": today()}), act, words)


def _words(title: str, submit: str, account: Account | None = None, subtitle: str = "") -> FormPage:
    """A form that is opened from an account, or from the register; that page itself shows what was done."""
    back = _back(account) if account else reverse("administration:accounts")
    return FormPage(title, submit, "", back, _crumbs(account), subtitle=subtitle)


def _back(account: Account) -> str:
    return reverse("administration:account", args=[account.pk])
