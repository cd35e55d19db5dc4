"""Words of keys, cards, parcels and archives in the audit trail."""

from django.utils.translation import gettext_lazy as _

from pendopo.kernel.audit.words import register

ACTIONS = {
    "elections.keys_receive": _("Menerima hasil upacara kunci"),
    "elections.keys_drop": _("Mengesampingkan kunci"),
    "elections.cards_make": _("Membuat kartu TPS"),
    "elections.cards_drop": _("Membatalkan kartu TPS"),
    "elections.parcel_make": _("Membuat paket TPS"),
    "elections.archive_receive": _("Menerima arsip TPS"),
    "elections.archive_publish": _("Mengumumkan hasil TPS"),
    "elections.archive_withdraw": _("Menarik pengumuman hasil TPS"),
}
register(
    actions=ACTIONS,
    fields={
        "kind": _("jenis"),
        "digest": _("sidik jari"),
        "threshold": _("diperlukan"),
        "size": _("pemegang"),
        "station": _("TPS"),
        "cards": _("kartu"),
        "reason": _("alasan"),
    },
)
