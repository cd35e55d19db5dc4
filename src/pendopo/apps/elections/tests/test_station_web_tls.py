"""What the station's server keeps beside the box, the battery, and that only one server uses a folder."""

from __future__ import annotations

import ipaddress
import logging
import stat
from pathlib import Path

import pytest
from cryptography import x509

from pendopo.apps.elections.station.battery import read_battery
from pendopo.apps.elections.station.faults import OnlyFaults
from pendopo.apps.elections.station.sticks import mounted, parcels
from pendopo.apps.elections.station.tls import certificate, folder_key, lan_addresses
from pendopo.verbs import tps


def test_it_works_the_certificate_is_made_once_and_names_the_laptop(tmp_path: Path) -> None:
    made = certificate(tmp_path)
    assert certificate(tmp_path) == made
    found = x509.load_pem_x509_certificate(made.paths[0].read_bytes())
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    addresses = names.get_values_for_type(x509.IPAddress)
    assert ipaddress.ip_address("127.0.0.1") in addresses
    assert {ipaddress.ip_address(one) for one in lan_addresses()} <= set(addresses)
    assert len(made.spki) == 44
    assert made.fingerprint.count(":") == 31


def test_keys_are_for_the_owner_alone_and_stay_the_same(tmp_path: Path) -> None:
    key = folder_key(tmp_path)
    assert folder_key(tmp_path) == key
    assert len(key) == 64
    certificate(tmp_path)
    for path in (tmp_path / "web").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_a_second_server_on_the_same_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tps, "WAIT_FOR_FOLDER", 0.0)
    with tps._only_one(tmp_path), pytest.raises(SystemExit, match="in use"):
        tps._only_one(tmp_path)
    tps._only_one(tmp_path).close()


def test_the_kiosk_command_carries_the_key_and_a_profile_of_its_own() -> None:
    said = tps.kiosk_command("https", 8443, "abc=")
    assert "--ignore-certificate-errors-spki-list=abc=" in said
    assert "--user-data-dir=" in said


@pytest.mark.parametrize(
    ("capacity", "status", "wanted"),
    [("80", "Discharging", "ok"), ("40", "Discharging", "watch"), ("9", "Charging", "ok")],
)
def test_the_battery_is_read_where_there_is_one(tmp_path: Path, capacity: str, status: str, wanted: str) -> None:
    assert read_battery(tmp_path / "none") is None
    for name, kind in (("AC", "Mains"), ("BAT0", "Battery")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "type").write_text(f"{kind}\n")
    assert read_battery(tmp_path) is None
    (tmp_path / "BAT0" / "capacity").write_text(f"{capacity}\n")
    (tmp_path / "BAT0" / "status").write_text(f"{status}\n")
    battery = read_battery(tmp_path)
    assert battery is not None
    assert (battery.percent, battery.tone) == (int(capacity), wanted)


def test_a_failed_request_is_no_log_line_and_a_fault_names_no_address() -> None:
    said = logging.LogRecord("django.request", logging.ERROR, "", 1, "Service Unavailable: %s", ("/bilik/suara",), None)
    assert not OnlyFaults().filter(said)
    try:
        raise ValueError("x")
    except ValueError as problem:
        fault = logging.LogRecord("x", 40, "", 1, "at %s", ("/bilik/suara",), (ValueError, problem, None))
    assert OnlyFaults().filter(fault)
    assert "/bilik" not in fault.getMessage()


def test_parcels_on_a_stick_are_found(tmp_path: Path) -> None:
    (tmp_path / "desa.paket").write_bytes(b"x")
    (tmp_path / "foto.jpg").write_bytes(b"x")
    assert [one.name for one in parcels([tmp_path, tmp_path / "gone"])] == ["desa.paket"]
    assert mounted(tmp_path)[0] == tmp_path
