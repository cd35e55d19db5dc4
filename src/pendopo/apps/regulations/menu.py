from django.utils.translation import gettext_lazy as _

from pendopo.kernel import portal
from pendopo.kernel.menu import MenuEntry, register

register(
    MenuEntry("tata", _("Produk hukum"), "regulations:register", "scale", permission="regulations.view", order=10),
)
portal.register(
    portal.PortalEntry(
        _("Produk hukum"),
        _("Peraturan daerah, peraturan bupati, dan keputusan: cari, baca, dan unduh."),
        "public:regulations",
        "scale",
        order=10,
    ),
)
