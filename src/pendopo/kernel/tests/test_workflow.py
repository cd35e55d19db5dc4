import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from pendopo.kernel import workflow
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.workflow import Move

SIGN = Move("sign", "Tanda tangani", ("draft",), "signed", "letters.sign")
SIGNER = Actor(1, 1, "0001", frozenset({"letters.sign"}), "Ratna")


@pytest.fixture
def letters(transactional_db: None):
    with isolate_apps("pendopo.kernel"):

        class Letter(models.Model):
            state = models.CharField(max_length=10, default="draft")
            number = models.CharField(max_length=10, default="")

            class Meta:
                app_label = "kernel"

            def __str__(self) -> str:
                return self.number

        with connection.schema_editor() as editor:
            editor.create_model(Letter)
        yield Letter
        with connection.schema_editor() as editor:
            editor.delete_model(Letter)


def test_it_works_and_the_second_click_is_refused(letters) -> None:
    letter = letters.objects.create()
    same = letters.objects.get()
    workflow.apply(SIGNER, letter, SIGN, number="1")
    assert (letter.state, letter.number) == ("signed", "1")
    with pytest.raises(Refused):
        workflow.apply(SIGNER, same, SIGN, number="2")
    assert letters.objects.get().number == "1"


def test_buttons_follow_state_and_permission(letters) -> None:
    letter = letters.objects.create()
    assert workflow.available(SIGNER, letter, (SIGN,)) == [SIGN]
    assert workflow.available(Actor(2, 2, "0001"), letter, (SIGN,)) == []


def test_only_with_the_permission(letters) -> None:
    with pytest.raises(NotAllowed):
        workflow.apply(Actor(2, 2, "0001"), letters.objects.create(), SIGN)
