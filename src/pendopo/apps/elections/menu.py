from django.utils.translation import gettext_lazy as _

from pendopo.kernel.menu import MenuEntry, register

register(MenuEntry("warga", _("Pilkades"), "elections:elections", "vote", permission="elections.view", order=70))
