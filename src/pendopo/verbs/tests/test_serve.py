"""Where `serve` opens the device port."""

from __future__ import annotations

import socket

import pytest

from pendopo.verbs import serve


def test_it_works_beside_the_port_of_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "is_free", lambda host, port: True)
    assert serve._device_port("127.0.0.1", "127.0.0.1", None) == ("127.0.0.1", 8081)
    assert serve._device_port("0.0.0.0", "10.0.0.5", 9000) == ("10.0.0.5", 9000)


def test_a_taken_port_is_left_out_or_ends_it_when_it_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SystemExit, match="--no-device-port"):
            serve._device_port("127.0.0.1", "127.0.0.1", port)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(serve, "DEVICE_PORT", port)
            assert serve._device_port("127.0.0.1", "127.0.0.1", None) is None
    assert "is taken" in capsys.readouterr().err


def test_no_port_where_the_relay_would_not_be_believed(capsys: pytest.CaptureFixture[str]) -> None:
    assert serve._device_port("10.0.0.5", "10.0.0.5", None) is None
    assert "no device port" in capsys.readouterr().err
