"""The command line of the verifier, the same in `./pendopo election verify` and in the file for the public."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pendopo.apps.elections.crypto import arithmetic, curve
from pendopo.apps.elections.crypto.errors import Unreadable
from pendopo.apps.elections.crypto.report import as_json, as_text
from pendopo.apps.elections.crypto.verify import verify

SOUND, WRONG, UNREADABLE = 0, 1, 2
SLOW: Final = (
    "Catatan: gmpy2 atau PyNaCl tidak terpasang, pemeriksaan memakai Python saja: hasilnya sama, lebih lambat.\n"
)


def check(path: Path, *, as_program: bool, jobs: int | None, unfinished: bool) -> int:
    """Prints the report; the status is 0 sound, 1 not, 2 no archive."""
    if not arithmetic.FAST or curve.sodium is None:
        print(SLOW, file=sys.stderr)
    try:
        outcome = verify(path, jobs=jobs, unfinished=unfinished)
    except Unreadable as problem:
        if as_program:
            print(json.dumps({"file": str(path), "valid": None, "error": str(problem)}))
        else:
            print(f"Berkas {path} tidak dapat dibaca sebagai arsip pemilihan: {problem}", file=sys.stderr)
        return UNREADABLE
    if as_program:
        print(json.dumps(as_json(outcome), ensure_ascii=False))
    else:
        print(as_text(outcome))
    return SOUND if outcome.valid else WRONG


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="periksa-suara", description="Memeriksa arsip pemilihan (.bel): 0 sah, 1 tidak sah, 2 tidak terbaca."
    )
    parser.add_argument("berkas", type=Path, nargs="+", help="arsip pemilihan (.bel)")
    parser.add_argument("--json", action="store_true", help="laporan untuk program, satu baris tiap berkas")
    parser.add_argument("--jobs", type=int, help="banyaknya proses (bawaan: semua inti)")
    parser.add_argument("--unfinished", action="store_true", help="terima arsip yang belum sampai pada hasil")
    given = parser.parse_args(arguments)
    if given.jobs is not None and given.jobs < 1:
        parser.error("--jobs: paling sedikit 1")
    found = [check(path, as_program=given.json, jobs=given.jobs, unfinished=given.unfinished) for path in given.berkas]
    return max(found)
