from datetime import date
from fractions import Fraction

from pendopo.apps.learning import evidence, public
from pendopo.apps.learning.models import ExamKind
from pendopo.apps.learning.services import figures, trainings
from pendopo.apps.learning.testing import SYSTEM, be_there, make_exam, take
from pendopo.kernel import evidence as registry
from pendopo.kernel.clock import today
from pendopo.kernel.indicators.models import IndicatorPoint
from pendopo.kernel.testing import Cast


def test_it_works_a_year_in_figures(running, world: Cast) -> None:
    assert public.summary(2026).trained_people == 0
    pre, post = make_exam(running), make_exam(running, ExamKind.POST)
    take(world.actor("sari"), pre, right=0)
    take(world.actor("sari"), post, right=2)
    be_there(running)
    trainings.move(SYSTEM, running, "selesai")
    found = public.summary(2026)
    assert (found.trainings, found.trained_people, found.offices) == (1, 3, 1)
    assert found.average_gain == Fraction(200, 3)
    assert found.share_of_offices == Fraction(100, found.all_offices)
    assert public.summary(2025).trainings == 0


def test_evidence_counts_only_trainings_about_an_instrument(running, world: Cast) -> None:
    be_there(running)
    assert evidence.collect(today()) is None
    running.topics.create(key="spbe-59-2020:25")
    found = evidence.collect(today())
    assert found is not None and found.levels == {1}
    assert found.figures[1].value == "3"
    type(running).objects.filter(pk=running.pk).update(letter_number="800/1/2026")
    assert evidence.collect(today()).levels == {1, 2}
    assert evidence.collect(date(2025, 6, 1)) is None
    assert [one.key for one in registry.supporting("spbe-59-2020", "25")] == ["learning.trained"]


def test_people_trained_are_counted_once_up_to_the_regency(running, world: Cast) -> None:
    be_there(running)
    figures.put_trained(today())
    points = {
        point.unit_path: (point.num, point.den)
        for point in IndicatorPoint.objects.filter(key=figures.TRAINED, period=today())
    }
    assert points[""] == (3, 4)
    assert points[world.kominfo.path] == (3, 3)
    assert points[world.dishub.path] == (0, 1)
