"""Public addresses below /publik/pilkades/."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from pendopo.apps.elections.views import public, public_data, public_verify
from pendopo.kernel import portal

app_name = "pilkades"
urlpatterns: list[URLPattern] = [
    path("", public.index, name="index"),
    path("pelacak/", public_verify.tracker, name="tracker"),
    path("periksa/", public_verify.check, name="check"),
    path("periksa/periksa-suara.pyz", public_verify.script, name="script"),
    path("data/", public_data.dictionary, name="data"),
    path("data/pemilihan/<int:election_id>.json", public_data.election_json, name="election_json"),
    path("data/pemilihan/<int:election_id>.csv", public_data.election_csv, name="election_csv"),
    path("data/gelombang/<int:year>/<slug:wave>.json", public_data.wave_json, name="wave_json"),
    path("data/gelombang/<int:year>/<slug:wave>.csv", public_data.wave_csv, name="wave_csv"),
    path("data/arsip/<slug:uuid>/pelacak.json", public_data.trackers_json, name="trackers"),
    path("arsip/<slug:uuid>.bel", public.archive, name="archive"),
    path("arsip/<slug:uuid>/", public.report, name="report"),
    path("<int:election_id>/", public.election, name="election"),
    path("<int:election_id>/hasil/", public.results, name="results"),
    path("<int:election_id>/calon/<int:number>/foto/", public.photo, name="photo"),
]

portal.register(
    portal.PortalEntry(
        _("Pilkades"),
        _("Pemilihan kepala desa: jadwal, calon, hasil setiap TPS, dan cara memeriksanya sendiri."),
        "pilkades:index",
        "vote",
        order=20,
    ),
)
