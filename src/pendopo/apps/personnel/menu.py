from django.utils.translation import gettext_lazy as _

from pendopo.apps.personnel.public import is_employee
from pendopo.kernel.menu import MenuEntry, register

register(
    MenuEntry("kantor", _("Kepegawaian"), "personnel:register", "users", permission="personnel.view", order=20),
    MenuEntry("utama", _("Data saya"), "personnel:mine", "user", order=12, shown=is_employee),
)
