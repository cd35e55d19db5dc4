from django.utils.translation import gettext_lazy as _

from pendopo.kernel.menu import MenuEntry, register

register(MenuEntry("tata", _("Bimtek & studi tiru"), "learning:home", "book", order=60))
