"""Run by the demo's supervisor in a process of its own: schema, static files and, once, the demo regency."""

from __future__ import annotations

import os
import sys


def main(size: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pendopo.project.settings")
    import django

    django.setup()
    from django.conf import settings

    from pendopo.demo.notes import read_notes
    from pendopo.project.prepare import prepare

    prepare()
    if read_notes(settings.DATA_DIR):
        return
    from pendopo.demo.build import build

    build(size, say=lambda text: print(text, flush=True))


if __name__ == "__main__":
    main(sys.argv[1])
