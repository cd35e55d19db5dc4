from django.utils.translation import gettext_lazy as _

from pendopo.kernel.menu import MenuEntry, register

register(MenuEntry("utama", _("Meja saya"), "ui:desk", "desk", order=1, tab=_("Meja")))
