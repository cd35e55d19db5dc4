"""Addresses and objects of instruments, documents and benchmark for the isolation table."""

from __future__ import annotations

from typing import Any

from pendopo.apps.maturity.models import BenchmarkImport, InstrumentFile, Peer, PublishedResult, Submission
from tests.architecture.kinds import Route, act, form, read

ROUTES: dict[str, Route] = {
    "maturity:document_check": read("digest", shared=True),
    "maturity:documents": read("assessment", shared=True),
    "maturity:document": read("document", shared=True),
    "maturity:instruments": read(),
    "maturity:instrument_add": form(),
    "maturity:instrument": read("instrument", shared=True),
    "maturity:instrument_confirm": form("instrument", shared=True),
    "maturity:instrument_withdraw": act("instrument", shared=True),
    "maturity:instrument_source": read("instrument", shared=True),
    "maturity:instrument_edition": read("instrument_edition", shared=True),
    "maturity:instrument_indicator": read("instrument_indicator", shared=True),
    "maturity:benchmark": read(),
    "maturity:benchmark_results": read(),
    "maturity:benchmark_pairs": read(),
    "maturity:benchmark_peer": read("peer", shared=True),
    "maturity:benchmark_own": act("peer", shared=True),
    "maturity:benchmark_imports": form(),
    "maturity:benchmark_template": read(),
    "maturity:benchmark_import": read("benchmark_import", shared=True),
    "maturity:benchmark_import_run": act("benchmark_import", shared=True),
    "maturity:benchmark_import_errors": read("benchmark_errors", shared=True),
}


def shared(sent: Submission) -> dict[str, dict[str, Any]]:
    """Published results and instruments belong to nobody; documents to a submitted assessment."""
    key = "pemdi-8-2026"
    peer = Peer.objects.create(key="kabupaten:uji", name="Kabupaten Uji", kind="kabupaten")
    PublishedResult.objects.create(peer=peer, year=2024, instrument="spbe-59-2020", index=260, imported_by="Uji")
    file = InstrumentFile.objects.create(instrument=key, name="uji.json", digest="0" * 64, content="{}", by_name="Uji")
    row = BenchmarkImport.objects.create(
        file_name="hasil.csv", sha256="0" * 64, content=b"Instansi;Tahun;Indeks\r\nKab. Uji;2024;2,60\r\n",
        source="Uji", rows=1, counts={"new": 0, "changed": 0, "same": 1, "bad": 0}, by_name="Uji",
    )  # fmt: skip
    return {
        "digest": {"digest": sent.sha256},
        "document": {"assessment_id": sent.assessment_id, "kind": "berita-acara"},
        "instrument": {"key": key},
        "instrument_edition": {"key": key, "pk": file.pk},
        "instrument_indicator": {"key": key, "code": "1"},
        "peer": {"pk": peer.pk},
        "benchmark_import": {"import_id": row.pk},
        "benchmark_errors": {"import_id": row.pk, "kind": "csv"},
    }
