"""./pendopo django import_map FILE"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pendopo.apps.executive.services.maps import import_map
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused


class Command(BaseCommand):
    help = "Store the outlines of this regency's districts from a GeoJSON file (WGS 84, codes of Kemendagri)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            found = import_map(Actor.system("import_map"), file.read_bytes(), source=file.name)
        except OSError as error:
            raise CommandError(f"cannot read {file}: {error.strerror}") from error
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(
            f"{found.stored} districts stored, {found.skipped} other features skipped, "
            f"{found.points_before} points simplified to {found.points_after}"
        )
