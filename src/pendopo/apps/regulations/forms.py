"""Forms of the register, with help and legal basis beside the field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pendopo.apps.regulations import queries
from pendopo.apps.regulations.models import Regulation, RelationKind, State
from pendopo.apps.regulations.services import RegulationFacts
from pendopo.apps.regulations.services.records import FIELDS
from pendopo.kernel import decrees, files
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.ui.fields import CHOOSE, Groups, UnitField, area, day_input, topic_groups

FIELD_EXAMPLES = (
    "Hukum Administrasi Negara", "Hukum Tata Negara", "Hukum Perdata", "Hukum Pidana", "Hukum Ekonomi",
    "Hukum Lingkungan", "Hukum Agraria", "Hukum Adat",
)  # fmt: skip
STANDARD = "Permenkumham 8/2019"
LAWMAKING = "UU 12/2011 jo. UU 13/2022"


def listed(name: str) -> dict[str, str]:
    """Attributes of an input that offers the words of a list on the page."""
    return {"list": name, "autocomplete": "off"}


class FactsForm(forms.Form):
    """All metadata of a document. The sixteen of the JDIHN standard are among them."""

    basis = {"kind": LAWMAKING, "issuer": STANDARD, "subjects": STANDARD, "source": STANDARD}
    groups: Groups = [
        (
            _("Identitas"),
            _("Jenis, nomor, tahun, dan badan pembentuk tidak boleh dua kali sama."),
            ("kind", "state", "number", "year", "title", "issuer", "owner_unit"),
        ),
        (
            _("Waktu"),
            _("Menentukan sejak dan sampai kapan produk hukum ini berlaku."),
            ("enacted_on", "place", "promulgated_on", "in_force_from", "in_force_until", "review_on"),
        ),
        (
            _("Dokumentasi"),
            _("Metadata menurut standar JDIHN."),
            ("subjects", "field_of_law", "source", "language", "extent", "publisher", "call_number", "register_number",
             "isbn", "abstract"),
        ),
        (_("Keterbukaan"), "", ("is_public",)),
    ]  # fmt: skip
    lists = {"bidang-hukum": [(name, "") for name in FIELD_EXAMPLES]}
    kind = forms.ChoiceField(label=_("Jenis"))
    state = forms.ChoiceField(label=_("Tahap"), choices=State.choices[:3])
    number = forms.CharField(
        label=_("Nomor"),
        max_length=80,
        required=False,
        help_text=_("Seperti di naskah, misalnya 12 atau 188.45/12/2024."),
    )
    year = forms.IntegerField(label=_("Tahun"), min_value=1945, max_value=2100)
    title = forms.CharField(
        label=_("Tentang"), max_length=600, widget=area(2),
        help_text=_("Kata-kata sesudah tentang, tanpa titik di akhir."),
    )  # fmt: skip
    issuer = forms.CharField(
        label=_("Badan pembentuk (T.E.U.)"), max_length=150, required=False,
        help_text=_("Kosong: kabupaten ini. Peraturan pusat: misalnya Indonesia, Kementerian Dalam Negeri."),
    )  # fmt: skip
    enacted_on = forms.DateField(label=_("Tanggal penetapan"), required=False, widget=day_input())
    promulgated_on = forms.DateField(label=_("Tanggal pengundangan"), required=False, widget=day_input())
    place = forms.CharField(label=_("Tempat penetapan"), max_length=80, required=False)
    in_force_from = forms.DateField(
        label=_("Berlaku sejak"), required=False, widget=day_input(),
        help_text=_("Kosong: sejak diundangkan, atau sejak ditetapkan bagi jenis yang tidak diundangkan."),
    )  # fmt: skip
    in_force_until = forms.DateField(
        label=_("Berlaku sampai"), required=False, widget=day_input(),
        help_text=_("Hanya bila naskah menyebut batas. Pencabutan dicatat sebagai hubungan."),
    )  # fmt: skip
    review_on = forms.DateField(
        label=_("Ditinjau kembali pada"), required=False, widget=day_input(),
        help_text=_("Muncul di Meja saya 90 hari sebelumnya."),
    )  # fmt: skip
    subjects = forms.CharField(
        label=_("Subjek"), max_length=300, required=False, help_text=_("Kata kunci, dipisah koma.")
    )
    field_of_law = forms.CharField(
        label=_("Bidang hukum"), max_length=80, required=False, widget=forms.TextInput(attrs=listed("bidang-hukum"))
    )
    source = forms.CharField(
        label=_("Sumber"), max_length=150, required=False, help_text=_("Misalnya LD 2024/3 atau BD 2024/12.")
    )
    language = forms.CharField(label=_("Bahasa"), max_length=40, required=False)
    extent = forms.CharField(label=_("Deskripsi fisik"), max_length=80, required=False, help_text=_("Misalnya 14 hlm."))
    publisher = forms.CharField(label=_("Penerbit"), max_length=150, required=False)
    call_number = forms.CharField(label=_("Nomor panggil"), max_length=60, required=False)
    register_number = forms.CharField(label=_("Nomor induk buku"), max_length=60, required=False)
    isbn = forms.CharField(label=_("ISBN"), max_length=30, required=False)
    abstract = forms.CharField(label=_("Abstrak"), max_length=20_000, required=False, widget=area(6))
    is_public = forms.BooleanField(
        label=_("Untuk publik"), required=False,
        help_text=_("Tampil di laman publik dan umpan JDIHN. Matikan bagi keputusan internal."),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, regulation: Regulation | None = None, **options: Any) -> None:
        initial: dict[str, Any] = {
            "state": State.DRAFT,
            "year": today().year,
            "language": "Indonesia",
            "is_public": True,
        }
        if regulation is not None:
            initial = {name: getattr(regulation, name) for name in FIELDS}
        super().__init__(*args, **{**options, "initial": initial})
        self.fields["kind"].choices = [CHOOSE, *queries.kind_pairs(None if regulation else today())]  # type: ignore[attr-defined]
        self.fields["owner_unit"] = UnitField(
            actor, label=_("Unit pemrakarsa"), help_text=_("Yang menyusun dan yang diingatkan bila masanya berakhir.")
        )
        if regulation is not None or not actor.can("regulations.manage"):
            del self.fields["state"]
        self.default_state = regulation.state if regulation else State.DRAFT

    def facts(self) -> RegulationFacts:
        given = {"state": self.default_state, **self.cleaned_data}
        given["language"] = given["language"] or "Indonesia"
        return RegulationFacts(**given)


class EnactForm(forms.Form):
    basis = {"number": LAWMAKING}
    number = forms.CharField(label=_("Nomor"), max_length=80)
    on = forms.DateField(label=_("Tanggal penetapan"), widget=day_input())
    place = forms.CharField(label=_("Tempat penetapan"), max_length=80, required=False)


class PromulgateForm(forms.Form):
    basis = {"on": "UU 12/2011 pasal 87"}
    on = forms.DateField(label=_("Tanggal pengundangan"), widget=day_input())
    source = forms.CharField(
        label=_("Sumber"), max_length=150, help_text=_("Lembaran atau Berita Daerah, misalnya BD 2026/12.")
    )
    in_force_from = forms.DateField(
        label=_("Berlaku sejak"), required=False, widget=day_input(), help_text=_("Kosong: sejak diundangkan.")
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan"), max_length=250, widget=area(3),
        help_text=_("Tersimpan dalam jejak audit."),
    )  # fmt: skip


class RelationForm(forms.Form):
    kind = forms.ChoiceField(label=_("Produk hukum ini"), choices=[CHOOSE, *RelationKind.choices])
    target = forms.CharField(
        label=_("Produk hukum lain"), max_length=200, widget=forms.TextInput(attrs=listed("produk-hukum")),
        help_text=_("Tulis nomornya, misalnya Perbup 12/2020. Catat dahulu bila belum ada di daftar."),
    )  # fmt: skip
    on = forms.DateField(
        label=_("Mulai"), required=False, widget=day_input(),
        help_text=_("Kosong: sejak produk hukum ini mulai berlaku."),
    )  # fmt: skip
    note = forms.CharField(label=_("Catatan"), max_length=250, required=False)

    @property
    def lists(self) -> dict[str, list[tuple[str, str]]]:
        return {"produk-hukum": [(hit.number, "") for hit in decrees.find()]}

    def clean_target(self) -> Regulation:
        text = self.cleaned_data["target"]
        found = queries.by_reference([text]).get(text)
        if found is None:
            raise forms.ValidationError(_("Tidak ada, atau lebih dari satu yang cocok. Tulis jenis, nomor, tahun."))
        return found


class ArticleForm(forms.Form):
    ref = forms.CharField(label=_("Pasal"), max_length=60, help_text=_("Misalnya Pasal 5 ayat (2)."))
    text = forms.CharField(label=_("Bunyi ringkas"), max_length=1000, widget=area())
    decides = forms.CharField(
        label=_("Yang ditetapkan"),
        max_length=250,
        required=False,
        help_text=_("Misalnya: membentuk tim koordinasi."),
    )


class BindForm(forms.Form):
    note = forms.CharField(label=_("Catatan"), max_length=250, required=False)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        help_text = _("Unit ini dan semua di bawahnya. Pilih pemerintah daerah untuk semua.")
        self.fields["unit"] = UnitField(actor, label=_("Unit yang terikat"), help_text=help_text)
        self.order_fields(["unit", "note"])


class TieForm(forms.Form):
    topic = forms.CharField(label=_("Topik"), max_length=120)
    note = forms.CharField(label=_("Yang dibuktikan"), max_length=400, required=False, widget=area(2))
    articles = forms.CharField(
        label=_("Pasal"), max_length=120, required=False, help_text=_("Dipisah titik koma, misalnya Pasal 5; Pasal 7.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        groups = topic_groups()
        if groups:
            self.fields["topic"] = forms.ChoiceField(label=_("Topik"), choices=[CHOOSE, *groups])
            self.order_fields(["topic", "note", "articles"])


class FileForm(forms.Form):
    file = files.UploadField(label=_("Naskah"), kinds=files.PDF, help_text=_("Salinan resmi hasil pindai atau TTE."))
    note = forms.CharField(label=_("Keterangan"), max_length=250, required=False)


class KindForm(forms.Form):
    code = forms.CharField(label=_("Kode"), max_length=20, help_text=_("Kode yang sudah ada diganti namanya."))
    name = forms.CharField(label=_("Nama jenis"), max_length=80)
    short = forms.CharField(label=_("Singkatan"), max_length=30)
    rank = forms.IntegerField(label=_("Urutan"), min_value=1, max_value=999, initial=500)
    is_own = forms.BooleanField(label=_("Produk hukum daerah sendiri"), required=False, initial=True)
    is_promulgated = forms.BooleanField(label=_("Berlaku dengan pengundangan"), required=False)
    used_from = forms.DateField(label=_("Dipakai sejak"), required=False, widget=day_input())
    used_until = forms.DateField(label=_("Dipakai sampai"), required=False, widget=day_input())


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("Berkas XLSX, CSV, atau umpan JDIHN (JSON)"), max_length=255, allow_empty_file=True,
        help_text=_("Paling besar 20 MB. Belum ada yang tersimpan sampai Anda menjalankannya."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.json"}),
    )  # fmt: skip
