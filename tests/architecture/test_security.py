"""Headers that keep pages ours, and logs that keep people's data out."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from pendopo.kernel.testing import PASSWORD, cast

pytestmark = pytest.mark.django_db
PAGES = ("/masuk/", "/saya/", "/", "/pengaturan/akun/", "/tidak-ada/")


def directives(policy: str) -> dict[str, list[str]]:
    return {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}


def test_it_works_every_answer_has_the_headers() -> None:
    cast()
    client = Client(raise_request_exception=False)
    client.post("/masuk/", {"login": "admin", "password": PASSWORD})
    for path in PAGES:
        headers = client.get(path).headers
        rules = directives(headers["Content-Security-Policy"])
        assert rules["script-src"] == ["'self'"], path
        assert rules["style-src"] == ["'self'"], path
        assert rules["frame-ancestors"] == ["'none'"], path
        assert rules["object-src"] == ["'none'"], path
        assert rules["base-uri"] == ["'self'"], path
        assert rules["form-action"] == ["'self'"], path
        assert "unsafe" not in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["X-Frame-Options"] == "DENY", path
        assert headers["Referrer-Policy"] == "same-origin", path
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", path


def test_cookies_are_closed_to_scripts_and_other_sites() -> None:
    cast()
    client = Client()
    response = client.post("/masuk/", {"login": "admin", "password": PASSWORD})
    session = response.cookies["sessionid"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"


def test_pages_of_an_account_are_not_kept_by_caches() -> None:
    cast()
    client = Client()
    client.post("/masuk/", {"login": "admin", "password": PASSWORD})
    for path in ("/saya/", "/saya/kata-sandi/", "/masuk/"):
        assert "no-store" in client.get(path).headers.get("Cache-Control", ""), path


def test_no_template_breaks_the_policy() -> None:
    """No inline style, script or handler in any template: the policy would block it silently."""
    bad = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|\sstyle=[\"']|\son[a-z]+=[\"']|javascript:|<style", re.IGNORECASE)
    found = []
    for path in sorted(settings.SOURCE.rglob("templates/**/*.html")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if (match := bad.search(line)) and 'type="application/json"' not in line:
                found.append(f"{path.relative_to(settings.SOURCE)}:{number} {match.group(0)}")
    assert found == []


def test_what_is_typed_and_who_one_is_stay_out_of_the_logs(caplog: pytest.LogCaptureFixture) -> None:
    cast()
    client = Client(raise_request_exception=False)
    with caplog.at_level(logging.DEBUG, logger="pendopo"), caplog.at_level(logging.INFO, logger="django.request"):
        client.post("/masuk/", {"login": "198001102009011001", "password": "sandi-sangat-rahasia"})
        client.post("/masuk/", {"login": "admin", "password": PASSWORD})
        client.get("/pengaturan/akun/?cari=6401011001800001")
        client.get("/tidak-ada/?nik=6401011001800001")
    for secret in ("sandi-sangat-rahasia", PASSWORD, "198001102009011001"):
        assert secret not in caplog.text


def test_addresses_carry_no_personal_numbers() -> None:
    from .routes import addresses

    words = re.compile(r"<[^>]*(nip|nik|username|email|phone)[^>]*>")
    assert [a.pattern for a in addresses() if words.search(a.pattern)] == []


def run(code: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "pendopo.project.settings", "PYTHONPATH": "src", **more}
    environment.pop("PYTEST_CURRENT_TEST", None)
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, cwd=settings.ROOT
    )


PRODUCTION = {
    "PENDOPO_MODE": "production",
    "PENDOPO_SECRET_KEY": "".join(chr(65 + n * 7 % 58) for n in range(64)),
    "PENDOPO_HOSTS": "pendopo.example",
}


def test_production_refuses_the_demo_key_and_debugging() -> None:
    for wrong in ({"PENDOPO_SECRET_KEY": settings.DEMO_KEY}, {"PENDOPO_DEBUG": "1"}):
        done = run("import django; django.setup()", **{**PRODUCTION, **wrong})
        assert done.returncode != 0
        assert "Production needs" in done.stderr


def test_production_passes_the_deployment_check_and_sends_hsts() -> None:
    code = (
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "call_command('check', deploy=True, fail_level='WARNING')\n"
        "from django.test import Client\n"
        "r = Client().get('/gaya/warna.css', secure=True, headers={'host': 'pendopo.example'})\n"
        "print(r.headers['Strict-Transport-Security'])\n"
        "r = Client().get('/masuk/', headers={'host': 'pendopo.example'})\n"
        "print(r.status_code, r.headers['Location'])\n"
    )
    done = run(code, **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "max-age=31536000; includeSubDomains; preload" in done.stdout
    assert "301 https://pendopo.example/masuk/" in done.stdout
