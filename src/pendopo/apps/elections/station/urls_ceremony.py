"""Addresses of the key ceremony and the opening of the result; all on this laptop only."""

from django.urls import path

from pendopo.apps.elections.station import views_ceremony as keys
from pendopo.apps.elections.station import views_result as opening

app_name = "upacara"
urlpatterns = [
    path("", keys.index, name="index"),
    path("kunci/", keys.ceremony, name="ceremony"),
    path("kunci/rencana/", keys.plan, name="plan"),
    path("kunci/buat/", keys.make, name="make"),
    path("kunci/<int:index>/sandi/", keys.passphrase, name="passphrase"),
    path("kunci/<int:index>/berkas/", keys.take, name="take"),
    path("kunci/<int:index>/uji/", keys.test, name="test"),
    path("kunci/selesai/", keys.finish, name="finish"),
    path("kunci/pemegang-kunci.json", keys.public_file, name="public_file"),
    path("kunci/berita-acara.pdf", keys.record, name="record"),
    path("kunci/akhiri/", keys.end, name="end"),
    path("buka/", opening.board, name="opening"),
    path("buka/berkas/", opening.add, name="add"),
    path("buka/pemegang/", opening.holders, name="holders"),
    path("buka/daftar-kunci/", opening.registry, name="registry"),
    path("buka/keluarkan/<str:uuid>/", opening.remove, name="remove"),
    path("buka/kunci/", opening.act, name="act"),
    path("buka/hasil/<str:uuid>.zip", opening.bundle, name="bundle"),
    path("buka/berita-acara/<str:uuid>.pdf", opening.minutes, name="minutes"),
    path("buka/rekapitulasi.pdf", opening.village, name="village"),
    path("buka/semua.zip", opening.everything, name="everything"),
    path("buka/akhiri/", opening.end, name="end_opening"),
]
