"""What the running app proves for the evaluation: competence of people (SPBE 25), people of Pemdi (3).

Only trainings tied to an indicator of an instrument count, and levels are claimed only where figures carry them.
Level 3 of indicator 25 asks that all fields of competence are met; no register of trainings can show that, so no claim
stands there and above.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.apps.learning.models import Participant, ParticipantState, Training, TrainingState, TrainingTopic
from pendopo.apps.learning.queries.exams import results
from pendopo.apps.learning.queries.trainings import offices_open
from pendopo.apps.learning.rules.score import mean, shown
from pendopo.kernel.clock import now
from pendopo.kernel.evidence import Claim, Collected, Evidence, Figure, Support, register
from pendopo.kernel.scope import LEVEL_DIGITS

INSTRUMENTS = r"^(spbe|pemdi)-"
PLANNED = (TrainingState.OPEN, TrainingState.RUNNING, TrainingState.DONE)


def collect(on: date) -> Collected | None:
    """Trainings that were held in the year of `on`, until that day."""
    tied = TrainingTopic.objects.filter(key__regex=INSTRUMENTS).values("training")
    about = Training.objects.filter(pk__in=tied, starts_on__year=on.year, starts_on__lte=on)
    held = about.filter(state__in=(TrainingState.RUNNING, TrainingState.DONE))
    there = Participant.objects.filter(
        training__in=held, state=ParticipantState.ACCEPTED, presences__at__date__lte=on
    ).distinct()
    people = there.values("person").distinct().count()
    if not people:
        return None
    planned = about.filter(state__in=PLANNED)
    with_letter = planned.exclude(letter_number="").filter(sessions__isnull=False).distinct().count()
    gains = mean([row.gain for training in held for row in results(training).rows])
    offices = {path[:LEVEL_DIGITS] for path in there.values_list("unit__path", flat=True) if path}
    levels = {1}
    if with_letter == planned.count():
        levels.add(2)
    return Collected(
        levels=frozenset(levels),
        figures=(
            Figure(_("Bimtek dilaksanakan"), str(held.count()), _("Berjalan atau selesai tahun ini")),
            Figure(_("Pegawai dilatih"), str(people), _("Tercatat hadir paling sedikit satu sesi; dihitung sekali")),
            Figure(_("Kantor terlibat"), f"{len(offices)}/{offices_open().count()}", _("Kantor asal peserta")),
            Figure(_("Kenaikan nilai rata-rata"), shown(gains), _("Tes akhir dikurangi tes awal, dari 100")),
            Figure(_("Bersurat dan terjadwal"), f"{with_letter}/{planned.count()}", _("Bernomor surat dan beracara")),
        ),
        data_at=now(),
        url=reverse("learning:trainings"),
    )  # fmt: skip


def collect_pemdi(on: date) -> Collected | None:
    """The criteria of Pemdi have not been read in the official text: nothing above the first level is claimed."""
    found = collect(on)
    return found and replace(found, levels=found.levels & {1})


HELD = Claim(1, gettext_lazy("Bimtek tentang indikator dilaksanakan tahun ini dan pesertanya tercatat hadir."))
PLANNED_ALL = Claim(2, gettext_lazy("Semua bimtek itu direncanakan dengan surat dan acara."))
TITLE = gettext_lazy("Bimtek SPBE bagi pegawai")
DEFINITION = gettext_lazy("Bimtek tahun berjalan dengan daftar hadir, tes awal dan akhir, serta sertifikat.")
OWNER = gettext_lazy("Penyelenggara bimtek")

register(
    Evidence(
        key="learning.trained",
        title=TITLE,
        definition=DEFINITION,
        owner=OWNER,
        supports=(Support("spbe-59-2020", "25"),),
        claims=(HELD, PLANNED_ALL),
        collect=collect,
    ),
    Evidence(
        key="learning.trained_pemdi",
        title=TITLE,
        definition=DEFINITION,
        owner=OWNER,
        supports=(Support("pemdi-8-2026", "3"),),
        claims=(HELD,),
        collect=collect_pemdi,
    ),
)
