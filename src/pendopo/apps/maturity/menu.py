from django.utils.translation import gettext_lazy as _

from pendopo.apps.maturity.queries.duties import waiting_count
from pendopo.kernel import portal
from pendopo.kernel.actor import Actor
from pendopo.kernel.menu import MenuEntry, register

LOOKS = ("maturity.view", "maturity.assess", "maturity.review")


def _shown(actor: Actor) -> bool:
    return any(actor.can(permission) for permission in LOOKS)


register(MenuEntry("tata", _("Evaluasi SPBE"), "maturity:home", "chart", order=10, badge=waiting_count, shown=_shown))
portal.register(
    portal.PortalEntry(
        _("Indeks SPBE"),
        _("Nilai pemerintahan elektronik daerah ini dari tahun ke tahun, dan apa artinya."),
        "maturity_public:index",
        "chart",
        order=40,
    )
)
