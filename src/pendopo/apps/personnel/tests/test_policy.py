import pytest

from pendopo.apps.personnel.models import Impor, Pegawai
from pendopo.apps.personnel.testing import employ
from pendopo.kernel.actor import ANONYMOUS, Actor
from pendopo.kernel.policy import permissions_of
from pendopo.kernel.testing import cast

VIEW, MANAGE, IMPORT, NIK = (f"personnel.{word}" for word in ("view", "manage", "import", "nik"))


@pytest.mark.parametrize(
    ("role", "held"),
    [
        ("admin", {VIEW, MANAGE, IMPORT, NIK}),
        ("pengelola_presensi", {VIEW, MANAGE, IMPORT, NIK}),
        ("operator_opd", {VIEW, MANAGE}),
        ("kepala_opd", {VIEW}),
        ("kepala_bidang", {VIEW}),
        ("bupati", {VIEW}),
        ("sekda", {VIEW}),
        ("auditor", {VIEW}),
        ("pegawai", set()),
    ],
)
def test_it_works(role: str, held: set[str]) -> None:
    assert {name for name in permissions_of(role) if name.startswith("personnel.")} == held


@pytest.mark.django_db
def test_nobody_without_account_sees_anybody() -> None:
    employ(cast())

    assert not Pegawai.objects.visible_to(ANONYMOUS).exists()
    assert not Impor.objects.visible_to(ANONYMOUS).exists()
    assert Pegawai.objects.visible_to(Actor.system("uji")).count() == 4
