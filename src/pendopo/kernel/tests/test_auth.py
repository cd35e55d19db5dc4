"""Sign-in as a person meets it: password, second step, one-time password, post, and what the trail keeps."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from pendopo.kernel import settings_store
from pendopo.kernel.actor import Actor
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.auth import lockout, services
from pendopo.kernel.auth.backend import find_account, normalise
from pendopo.kernel.clock import today
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.people import services as people
from pendopo.kernel.people.models import Account, Person
from pendopo.kernel.people.queries import actor_of
from pendopo.kernel.testing import DECREE, PASSWORD, Cast, cast, make_person
from pendopo.kernel.units.models import Unit

pytestmark = pytest.mark.django_db
LOGIN = "/masuk/"
NEW = "kuda-hitam-lari-7"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def world() -> Cast:
    cache.clear()
    return cast()


def sign_in(client: Client, username: str, password: str = PASSWORD, **extra: str) -> object:
    return client.post(LOGIN, {"login": username, "password": password}, **extra)


def signed(username: str) -> Client:
    client = Client()
    assert sign_in(client, username).status_code == 302
    return client


def account(username: str) -> Account:
    return Account.objects.get(username=username)


def code_now(secret: str = SECRET) -> str:
    """The code of this half minute; the one before and after are accepted too."""
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


def with_second_factor(username: str) -> Account:
    owner = account(username)
    TOTP.activate(owner, SECRET)
    return owner


def test_it_works(world: Cast, client: Client) -> None:
    response = client.get(LOGIN)
    assert response.status_code == 200
    assert "Masuk ke Pendopo" in response.text
    response = sign_in(client, "sari")
    assert response.status_code == 302
    assert response["Location"] == "/"
    line = AuditEntry.objects.get(action="signin.ok")
    assert (line.actor_name, line.subject_id) == ("Sari Wulandari", str(account("sari").pk))


def test_a_nip_may_be_typed_in_groups_and_an_email_used(world: Cast) -> None:
    Account.objects.filter(username="sari").update(username="198001102009011001", email="sari@paser.go.id")
    assert normalise(" 19800110 200901 1 001 ") == "198001102009011001"
    for typed in ("198001102009011001", "19800110 200901 1 001", "Sari@Paser.go.id"):
        assert sign_in(Client(), typed).status_code == 302


def test_an_email_of_two_accounts_means_nobody(world: Cast) -> None:
    Account.objects.filter(username__in=["sari", "budi"]).update(email="kantor@paser.go.id")
    assert find_account("kantor@paser.go.id") is None
    assert find_account("") is None


def test_wrong_password_and_unknown_name_get_the_same_answer(world: Cast) -> None:
    texts = []
    for name in ("sari", "tidak-ada-orang-ini"):
        response = sign_in(Client(), name, "salah-sekali")
        assert response.status_code == 200
        texts.append(re.sub(r'value="[^"]*"|csrf[^>]*>', "", response.text))
    assert "Nama pengguna atau kata sandi tidak cocok." in texts[0]
    assert texts[0] == texts[1]


def test_known_and_unknown_names_cost_one_hash_each(world: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """R13: the same work, so the same time, for a name with an e-mail, a plain name and no name at all."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    Account.objects.filter(username="sari").update(email="sari@paser.go.id")
    hashes: list[str] = []
    plain = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, p, s: hashes.append(p) or plain(self, p, s))
    counts = []
    for name in ("sari", "sari@paser.go.id", "tidak-ada"):
        hashes.clear()
        sign_in(Client(REMOTE_ADDR="10.2.2.2"), name, "salah-sekali")
        counts.append(len(hashes))
    assert counts == [1, 1, 1]


def test_five_failures_lock_even_the_right_password(world: Cast) -> None:
    client = Client()
    for _n in range(5):
        sign_in(client, "sari", "salah-sekali")
    response = sign_in(client, "sari")
    assert "Terlalu banyak percobaan" in response.text
    assert "_auth_user_id" not in client.session
    assert AuditEntry.objects.filter(action="signin.fail").count() == 5
    assert AuditEntry.objects.filter(action="signin.lock").count() == 1


def test_the_lock_holds_only_where_the_failures_came_from(world: Cast) -> None:
    for _n in range(5):
        sign_in(Client(REMOTE_ADDR="10.66.6.6"), "sari", "salah-sekali")
    assert sign_in(Client(REMOTE_ADDR="10.0.0.5"), "sari").status_code == 302


def test_neither_password_nor_unknown_name_reaches_the_trail(world: Cast, caplog: pytest.LogCaptureFixture) -> None:
    sign_in(Client(), "rahasia-nama", "rahasia-sandi")
    sign_in(Client(), "sari", "rahasia-sandi")
    stored = " ".join(f"{e.actor_name} {e.subject_type} {e.subject_id} {e.change}" for e in AuditEntry.objects.all())
    assert "rahasia" not in stored + caplog.text


def test_a_foreign_next_is_not_followed(world: Cast, client: Client) -> None:
    response = client.post(LOGIN, {"login": "sari", "password": PASSWORD, "next": "https://jahat.example/"})
    assert response["Location"] == "/"


def test_a_closed_account_does_not_come_in(world: Cast, client: Client) -> None:
    open_client = signed("sari")
    services.set_active(world.actor("admin"), account("sari"), active=False)
    assert sign_in(client, "sari")["Location"] == reverse("account_inactive")
    assert open_client.get("/saya/").status_code == 302


def test_what_is_not_needed_does_not_exist(world: Cast) -> None:
    for name in (
        "account_signup",
        "account_reset_password",
        "account_email",
        "account_set_password",
        "mfa_add_webauthn",
    ):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_a_one_time_password_is_changed_first(world: Cast, client: Client) -> None:
    once = services.issue_one_time_password(world.actor("admin"), account("sari"))
    assert sign_in(client, "sari", once).status_code == 302
    assert client.get("/")["Location"] == reverse("account_change_password")
    assert client.get("/pengaturan/unit/")["Location"] == reverse("account_change_password")
    hx = client.get("/", headers={"HX-Request": "true"})
    assert hx["HX-Redirect"] == reverse("account_change_password")
    assert client.get(reverse("account_change_password")).status_code == 200
    answer = client.post(reverse("account_change_password"), {"oldpassword": once, "password1": NEW, "password2": NEW})
    assert answer["Location"] == "/saya/"
    assert client.get("/saya/").status_code == 200
    assert not account("sari").must_change_password
    assert sign_in(Client(), "sari", NEW).status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("salah-sekali", NEW, NEW, "Kata sandi saat ini tidak cocok"),
        (PASSWORD, "pendek1", "pendek1", "10"),
        (PASSWORD, NEW, NEW + "x", "tidak sama"),
        (PASSWORD, PASSWORD, PASSWORD, "harus berbeda"),
    ],
)
def test_a_poor_new_password_is_refused(world: Cast, old: str, new: str, again: str, said: str) -> None:
    client = signed("sari")
    data = {"oldpassword": old, "password1": new, "password2": again}
    response = client.post(reverse("account_change_password"), data)
    assert response.status_code == 200
    assert said in response.text
    assert account("sari").check_password(PASSWORD)


def test_a_new_password_ends_other_sessions(world: Cast) -> None:
    here, elsewhere = signed("sari"), signed("sari")
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert here.get("/saya/").status_code == 200
    assert elsewhere.get("/saya/").status_code == 302


def test_the_second_step_is_asked_and_a_code_is_good_once(world: Cast) -> None:
    with_second_factor("sari")
    client = Client()
    assert sign_in(client, "sari")["Location"] == reverse("mfa_authenticate")
    assert client.get("/saya/").status_code == 302
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    code = code_now()
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert client.get("/saya/").status_code == 200
    cache.clear()
    again = Client()
    sign_in(again, "sari")
    assert "tidak cocok" in again.post(reverse("mfa_authenticate"), {"code": code}).text


def test_wrong_codes_are_counted_and_locked(world: Cast) -> None:
    with_second_factor("sari")
    client = Client()
    sign_in(client, "sari")
    for _n in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Terlalu banyak percobaan" in client.post(reverse("mfa_authenticate"), {"code": code_now()}).text
    assert AuditEntry.objects.filter(action="signin.fail", change__step="code").count() == 5


def test_the_second_step_is_set_up_with_a_qr_code_and_recovery_codes(world: Cast) -> None:
    client = signed("sari")
    page = client.get(reverse("mfa_activate_totp"), follow=True)
    assert "Konfirmasi bahwa ini Anda" in page.text
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    assert 'src="data:image/svg+xml;base64,' in page.text
    secret = client.session["mfa.totp.secret"]
    code = code_now(secret)
    done = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    codes = re.findall(r"<li>(\d{8})</li>", client.get(reverse("mfa_view_recovery_codes")).text)
    assert len(codes) == 10
    stored = Authenticator.objects.get(user=account("sari"), type="totp").data["secret"]
    assert secret not in stored
    assert AuditEntry.objects.filter(action="mfa.on").exists()
    fresh = Client()
    sign_in(fresh, "sari")
    assert fresh.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302
    fresh = Client()
    sign_in(fresh, "sari")
    assert fresh.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 200
    assert codes[1] in client.get(reverse("mfa_download_recovery_codes")).text


def test_the_second_step_is_switched_off_after_confirming(world: Cast) -> None:
    with_second_factor("sari")
    client = Client()
    sign_in(client, "sari")
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert "konfirmasi" in client.post(reverse("mfa_deactivate_totp"))["Location"]
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.post(reverse("mfa_deactivate_totp"))["Location"] == reverse("mfa_index")
    assert not Authenticator.objects.filter(user=account("sari")).exists()


def test_a_role_can_be_obliged_to_use_the_second_step(world: Cast) -> None:
    actor = world.actor("admin")
    settings_store.set_value(actor, "signin.second_factor_roles", "admin", valid_from=today(), basis="Uji")
    client = signed("admin")
    assert client.get("/pengaturan/akun/")["Location"] == reverse("mfa_activate_totp")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp")).text
    assert "Wajib untuk peran Anda" in page
    assert "Nanti saja" not in page
    assert signed("sari").get("/saya/").status_code == 200
    settings_store.forget()


def test_a_person_with_two_posts_chooses_one(world: Cast) -> None:
    actor = world.actor("admin")
    until = today() + timedelta(days=30)
    people.assign_role(
        actor,
        world.ratna,
        role="kepala_opd",
        unit=world.dishub,
        decree=DECREE,
        starts_on=today(),
        ends_on=until,
        kind="plt",
    )
    client = signed("ratna")
    page = client.get("/saya/jabatan/").text
    assert "Plt. Kepala perangkat daerah" in page
    held = world.ratna.assignments.get(kind="plt")
    client.post("/saya/jabatan/", {"assignment": held.pk})
    assert "Plt." in client.get("/saya/").text
    assert client.get(f"/pengaturan/unit/{world.dishub.pk}/").status_code == 200
    assert client.get(f"/pengaturan/unit/{world.kominfo.pk}/").status_code == 404


def test_a_post_that_ended_falls_back_with_a_word(world: Cast) -> None:
    actor = world.actor("admin")
    held = people.assign_role(
        actor, world.ratna, role="kepala_opd", unit=world.dishub, decree=DECREE, starts_on=date(2020, 1, 1),
        ends_on=today(), kind="plh",
    )  # fmt: skip
    client = signed("ratna")
    client.post("/saya/jabatan/", {"assignment": held.pk})
    people.end_assignment(actor, held, on=today() - timedelta(days=1))
    page = client.get("/saya/").text
    assert "sudah berakhir" in page
    assert client.get(f"/pengaturan/unit/{world.kominfo.pk}/").status_code == 200


def test_nobody_takes_the_post_of_another(world: Cast) -> None:
    client = signed("sari")
    foreign = world.wayan.assignments.get()
    client.post("/saya/jabatan/", {"assignment": foreign.pk})
    assert actor_of(account("sari").pk, client.session.get("assignment_id")).unit_path == world.aplikasi.path


def test_first_run_makes_one_administrator(db: None) -> None:
    made = services.ensure_admin()
    assert made is not None
    name, password = made
    assert re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){2}", password)
    assert services.ensure_admin() is None
    owner = account(name)
    assert owner.must_change_password
    assert actor_of(owner.pk).can("people.manage")
    assert Unit.objects.get(path="").code == "64.01"
    assert Person.objects.count() == 1


def test_a_role_held_in_one_office_carries_nothing_that_touches_the_whole_regency(world: Cast) -> None:
    local = make_person("Admin Kominfo", "admin", world.kominfo, username="lokal")
    assert local.account_id is not None
    held = actor_of(local.account_id)
    assert held.can("people.manage")
    assert not held.can("settings.manage")
    assert not held.can("calendar.manage")
    assert world.actor("admin").can("settings.manage")


def test_managing_needs_the_permission(world: Cast) -> None:
    for act in (services.issue_one_time_password, services.unlock, services.remove_second_factor):
        with pytest.raises(NotAllowed):
            act(world.actor("ratna"), account("sari"))


def test_a_manager_of_one_office_does_not_reach_another(world: Cast) -> None:
    local = Actor(None, None, world.kominfo.path, frozenset({"people.manage"}))
    services.set_active(local, account("sari"), active=False)
    with pytest.raises(NotAllowed):
        services.set_active(local, account("wayan"), active=False)


def test_refusals_of_the_manager(world: Cast) -> None:
    actor = world.actor("admin")
    with pytest.raises(Refused):
        services.set_active(actor, account("admin"), active=False)
    with pytest.raises(Refused):
        services.set_active(actor, account("sari"), active=True)
    with pytest.raises(Refused):
        services.unlock(actor, account("sari"))
    with pytest.raises(Refused):
        services.remove_second_factor(actor, account("sari"))


def test_an_administrator_unlocks(world: Cast) -> None:
    tried = lockout.Who("sari", "127.0.0.1", account("sari").pk)
    for _n in range(5):
        lockout.begin(tried)
    services.unlock(world.actor("admin"), account("sari"))
    assert sign_in(Client(), "sari").status_code == 302


def test_signing_out_needs_a_post_and_is_noted(world: Cast) -> None:
    client = signed("sari")
    assert client.get("/keluar/").status_code == 200
    assert client.get("/saya/").status_code == 200
    client.post("/keluar/")
    assert client.get("/saya/").status_code == 302
    assert AuditEntry.objects.filter(action="signin.out").exists()
