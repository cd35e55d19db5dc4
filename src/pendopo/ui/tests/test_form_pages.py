"""The page of a form and what a button does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.ui.fields import Groups, area, day_input
from pendopo.ui.form_pages import FormPage, act_and_return, form_page, start_and_follow

pytestmark = pytest.mark.django_db

WORDS = FormPage("Catat surat", "Catat", "Tercatat.", "/surat/", [("Surat", "/surat/")], sentence="Menurut naskah.")


class LetterForm(forms.Form):
    basis = {"on": "UU 43/2009"}
    lists = {"nomor": [("12", "Tentang arsip")]}
    refusals = {"day": "on"}
    title = forms.CharField(label="Tentang", widget=area())
    on = forms.DateField(label="Tanggal", widget=day_input())
    kind = forms.ChoiceField(label="Jenis", choices=[("", "Pilih"), ("sk", "SK")])
    sure = forms.BooleanField(label="Sudah diperiksa", error_messages={"required": "Nyatakan dahulu."})
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class GroupedForm(LetterForm):
    groups: Groups = [("Isi", "Seperti di naskah.", ["title", "gone"]), ("Waktu", "", ["on", "seen"])]


GIVEN = {"title": "Arsip", "on": "2026-11-12", "kind": "sk", "sure": "on", "seen": "v1"}


def asked(data: dict[str, str] | None = None) -> HttpRequest:
    request: Any = RequestFactory().get("/") if data is None else RequestFactory().post("/", data)
    request.user = type("Nobody", (), {"is_authenticated": False, "get_username": lambda self: ""})()
    request.actor = Actor(1, 1, "", frozenset())
    request._messages = CookieStorage(request)
    return request  # type: ignore[no-any-return]


def answer(
    data: dict[str, str] | None = None, act: Callable[[Any], object] = lambda form: None, *,
    kind: type[forms.Form] = LetterForm, words: FormPage = WORDS,
) -> tuple[HttpResponse, list[str]]:  # fmt: skip
    request = asked(data)
    response: Any = form_page(request, kind(data), act, words)
    return response, [str(one) for one in request._messages]  # type: ignore[attr-defined]


def soup(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def test_it_works() -> None:
    page = soup(answer()[0])
    assert [one.text for one in page.select("ol.crumb li")] == ["Surat", "Catat surat"]
    assert "Menurut naskah." in page.form.text and "UU 43/2009" in page.form.text  # type: ignore[union-attr]
    assert page.select_one("datalist#nomor option[value='12']").text == "Tentang arsip"  # type: ignore[union-attr]
    assert len(page.select("[name=seen]")) == 1
    done, said = answer(GIVEN)
    assert (done.status_code, done["Location"], said) == (302, "/surat/", ["Tercatat."])


def test_an_act_may_say_where_to_go_or_answer_itself() -> None:
    assert answer(GIVEN, lambda form: "/surat/7/")[0]["Location"] == "/surat/7/"
    own = HttpResponse("sekali ini")
    assert answer(GIVEN, lambda form: own)[0] is own


@pytest.mark.parametrize(("field", "place"), [("title", "title"), ("day", "on"), ("elsewhere", None), (None, None)])
def test_a_refusal_stands_at_its_field_with_everything_typed_kept(field: str | None, place: str | None) -> None:
    def act(form: Any) -> None:
        raise Refused("Sudah ada surat itu.", field=field)

    response, said = answer(GIVEN, act)
    page = soup(response)
    assert (response.status_code, said) == (422, [])
    assert "Arsip" in page.textarea.text and page.select_one("[name=seen]")["value"] == "v1"  # type: ignore[union-attr,index]
    marked = [one["name"] for one in page.select("[aria-invalid=true]")]
    assert marked == ([place] if place else [])
    assert "Sudah ada surat itu." in page.select_one(".error-summary").text  # type: ignore[union-attr]


def test_an_empty_field_asks_for_itself_by_name_unless_the_form_has_own_words() -> None:
    response, _said = answer({"seen": "v1"}, lambda form: pytest.fail("acted"))
    text = soup(response).select_one(".error-summary").text  # type: ignore[union-attr]
    assert response.status_code == 422
    assert all(words in text for words in ("Isi Tentang.", "Isi Tanggal.", "Pilih Jenis.", "Nyatakan dahulu."))


def test_groups_have_headings_and_leave_out_what_the_form_does_not_show() -> None:
    page = soup(answer(kind=GroupedForm)[0])
    assert [one.text for one in page.select(".group h2")] == ["Isi", "Waktu"]
    assert not page.select("[name=kind]") and len(page.select("[name=seen]")) == 1
    warned = soup(answer(words=FormPage("T", "Ya", "", "/", warning="Tidak dapat dibatalkan."))[0])
    assert "Tidak dapat dibatalkan." in warned.select_one(".msg.watch").text  # type: ignore[union-attr]


def test_a_button_tells_what_was_done_or_why_not() -> None:
    def refused() -> None:
        raise Refused("Sudah ditutup.")

    for act, words in ((lambda: None, "Ditutup."), (refused, "Sudah ditutup.")):
        request = asked({})
        response = act_and_return(request, act, done="Ditutup.", back="/surat/")
        assert (response["Location"], [str(one) for one in request._messages]) == ("/surat/", [words])  # type: ignore[attr-defined]


def test_a_task_that_does_not_start_says_why_where_it_was_asked_for() -> None:
    def refused() -> Any:
        raise Refused("Masih berjalan.")

    request = asked({})
    response = start_and_follow(request, refused, back="/surat/")
    assert (response["Location"], [str(one) for one in request._messages]) == ("/surat/", ["Masih berjalan."])  # type: ignore[attr-defined]
