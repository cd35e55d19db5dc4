"""Slip and stub as bytes: structure, widths, secrecy, and names that try to be commands."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pendopo.apps.elections.printer.escpos import document, groups, lines, plain, readable, specimen
from pendopo.apps.elections.printer.orders import BadOrder, Slip, Stub, read_order

TRACKER = "abcdEFGH1234ijklMNOP5678qrstUVWX9012yz+/ABC"
PLACE = {"title": "Pemilihan Kepala Desa Sukamaju 2026", "village": "Desa Sukamaju", "station": "TPS 03"}
CUT = b"\x1dV\x01"


def slip(**changes):
    return Slip(**({**PLACE, "number": 2, "name": "Siti Aminah", "code": "K7RWQ4"} | changes))


def stub(**changes):
    return Stub(**({**PLACE, "tracker": TRACKER} | changes))


def halves(data):
    first, second, rest = data.split(CUT)
    assert rest == b""
    return first, second


@pytest.mark.parametrize("width", [58, 80])
def test_it_works_slip_then_stub(width):
    data = document(slip(), stub(), width=width)
    first, second = halves(data)
    assert first.startswith(b"\x1b@") and second.startswith(b"\x1b@")
    assert b"\x1d!\x772\n" in first  # the number, eight times as large
    assert b"\x1d!\x22K7RWQ4\n" in first
    assert "Siti Aminah" in readable(first).replace("\n", " ")
    for word in ("Sukamaju", "TPS 03"):
        assert word in readable(first)
        assert word in readable(second)
    qr = b"\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x06\x1d(k\x03\x001E1\x1d(k\x2e\x001P0" + TRACKER.encode()
    assert qr + b"\x1d(k\x03\x001Q0" in second
    assert "Simpan; cari di halaman hasil." in readable(second)
    shown = " ".join(line.text for line in lines(second) if not line.text.startswith("[QR"))
    assert groups(TRACKER) in shown


def test_golden_strip_of_58_mm():
    assert readable(document(slip(), stub(), width=58, copy=False)) == (
        "Pemilihan Kepala Desa Sukamaju\n2026\nDesa Sukamaju\nTPS 03\n" + "-" * 32 + "\n2\nSiti Aminah\n" + "-" * 32
        + "\nKode slip\nK7RWQ4\nMasukkan ke kotak audit.\n[potong]\n"
        "TANDA TERIMA PEMILIH\nPemilihan Kepala Desa Sukamaju\n2026\nDesa Sukamaju\nTPS 03\n" + "-" * 32
        + "\nPelacak suara Anda\nabcd EFGH 1234 ijkl MNOP 5678\nqrst UVWX 9012 yz+/ ABC\n\n"
        f"[QR {TRACKER}]\n\nSimpan; cari di halaman hasil.\n[potong]\n"
    )  # fmt: skip


@pytest.mark.parametrize("copy", [False, True])
@pytest.mark.parametrize("width", [58, 80])
def test_stub_without_choice_and_slip_without_tracker(width, copy):
    first, second = halves(document(slip(number=7), stub(), width=width, copy=copy))
    for piece in (TRACKER, *groups(TRACKER).split()[:10]):
        assert piece.encode() not in first
    assert b"QR" not in first and b"\x1d(k" not in first
    for piece in (b"Siti", b"Aminah", b"K7RWQ4", b"KOSONG", b"\x1d!\x77"):
        assert piece not in second
    other = halves(document(slip(number=1, name="Budi", code="AAAAAA"), stub(), width=width, copy=copy))[1]
    assert other == second  # not one byte of the stub depends on the choice


def test_blank_vote():
    first, second = halves(document(slip(number=0, name="SUARA KOSONG"), stub(), width=58))
    assert b"\x1d!\x33KOSONG\n" in first
    assert b"KOSONG" not in second
    assert "SUARA KOSONG" in readable(first)


def test_marks_come_before_the_choice():
    plain_slip, plain_stub = halves(document(slip(), stub(), width=58))
    copied, copied_stub = halves(document(slip(), stub(), width=58, copy=True))
    trial, trial_stub = halves(document(slip(trial=True), stub(trial=True), width=58))
    assert b"SALINAN" not in plain_slip + plain_stub
    assert b"UJI COBA" not in plain_slip + plain_stub
    assert copied.index(b"SALINAN") < copied.index(b"\x1d!\x77") < copied.rindex(b"SALINAN")
    assert b"SALINAN" in copied_stub
    assert trial.index(b"UJI COBA") < trial.index(b"\x1d!\x77")
    assert b"UJI COBA" in trial_stub


def test_long_name_keeps_every_word():
    name = "Raden Ajeng Kusumaningrum Prawirodirdjo binti Haji Abdurrachman Wiraatmadja Kusumah, S.Pd., M.Si."
    first, _ = halves(document(slip(name=name), stub(), width=58))
    assert name in " ".join(readable(first).split("\n"))


def test_printer_without_cutter_gets_a_line():
    data = document(slip(), stub(), width=58, cutter=False)
    assert CUT not in data
    assert readable(data).count("- " * 16 + "\n") == 2


def test_accents_are_spelt_plainly():
    assert plain("José Đặng  Çelik Ñandú “Bøb”\n—ß") == 'Jose Dang Celik Nandu "Bob" -ss'
    assert plain("\x1b@\x1dV\x00ok\x10\x04\x01") == "@Vok"
    assert plain("ᮃᮔ ꦏꦺ") == "?? ?"  # Sundanese and Javanese letters; the number is what tells


def test_specimen_is_no_vote():
    assert "HALAMAN UJI" in readable(specimen(width=58))
    assert "Bukan slip suara" in readable(specimen(width=80))
    assert max(line.columns for line in lines(specimen(width=58))) == 32


@given(
    name=st.text(min_size=1, max_size=120),
    title=st.text(min_size=1, max_size=160),
    number=st.integers(0, 99),
    width=st.sampled_from([58, 80]),
    copy=st.booleans(),
)
def test_any_name_fits_and_carries_no_command(name, title, number, width, copy):
    data = document(slip(name=name, title=title, number=number), stub(title=title), width=width, copy=copy)
    limit = {58: 32, 80: 48}[width]
    for line in lines(data):
        assert line.columns <= limit
        assert all(" " <= letter <= "~" for letter in line.text)
    clean = document(slip(number=number, name="x"), stub(), width=width, copy=copy)
    for command in (b"\x1b@", b"\x1bt", b"\x1bR", b"\x1ba", b"\x1bd", b"\x1dV", b"\x1d("):
        assert data.count(command) == clean.count(command)
    assert b"\x10" not in data  # DLE: a real-time command would act even in the middle of the text


@given(st.text(alphabet="\x1b\x1d\x10\x04\x00@V(k!\x01\n" + string.ascii_letters, max_size=60))
def test_commands_in_a_name_do_not_get_through(name):
    assert not set(plain(name)) & {"\x1b", "\x1d", "\x10", "\x04", "\x00", "\n"}
    first, second = halves(document(slip(name=name), stub(), width=58))
    assert first.count(b"\x1b@") == second.count(b"\x1b@") == 1


@given(st.binary(max_size=200))
def test_reading_back_takes_any_bytes(data):
    assert isinstance(readable(data), str)


def order(**changes):
    body = {
        "job": "0" * 32,
        "slip": {**PLACE, "number": 1, "name": "Budi", "code": "ABCDEF"},
        "stub": {**PLACE, "tracker": TRACKER},
    }
    return body | changes


def test_order_is_read():
    read = read_order(order(again=True))
    assert read.again and read.slip.number == 1 and read.stub.tracker == TRACKER
    assert read_order({"job": "a" * 32, "again": True}).slip is None


@pytest.mark.parametrize(
    "change",
    [
        {"job": "0" * 31}, {"job": "A" * 32}, {"job": None}, {"again": 1}, {"again": "true"}, {"more": 1},
        {"slip": None}, {"slip": []}, {"stub": None}, {"stub": {}},
        {"slip": {**PLACE, "number": 100, "name": "B", "code": "ABCDEF"}},
        {"slip": {**PLACE, "number": True, "name": "B", "code": "ABCDEF"}},
        {"slip": {**PLACE, "number": 1.0, "name": "B", "code": "ABCDEF"}},
        {"slip": {**PLACE, "number": 1, "name": "B" * 121, "code": "ABCDEF"}},
        {"slip": {**PLACE, "number": 1, "name": " ", "code": "ABCDEF"}},
        {"slip": {**PLACE, "number": 1, "name": "B", "code": "ABCDE"}},
        {"slip": {**PLACE, "number": 1, "name": "B", "code": "ABCDEF", "tracker": TRACKER}},
        {"stub": {**PLACE, "tracker": TRACKER[:-1]}},
        {"stub": {**PLACE, "tracker": TRACKER, "number": 1}},
        {"stub": {**PLACE, "tracker": TRACKER, "trial": "yes"}},
    ],
)  # fmt: skip
def test_bad_orders_are_refused(change):
    with pytest.raises(BadOrder):
        read_order(order(**change))


def test_a_tracker_never_fits_into_the_slip_fields():
    with pytest.raises(BadOrder, match="tidak dikenal"):
        read_order(order(slip={**PLACE, "number": 1, "name": "B", "code": "ABCDEF", "tracker": TRACKER}))
