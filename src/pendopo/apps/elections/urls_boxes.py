"""Keys, cards, parcels, archives."""

from django.urls import path

from pendopo.apps.elections.views import archives, boxes, keys

urlpatterns = [
    path("<int:election_id>/kunci/", keys.keys, name="keys"),
    path("<int:election_id>/kunci/unggah/", keys.keys_receive, name="keys_receive"),
    path("kunci/<int:keyset_id>/kesampingkan/", keys.keys_drop, name="keys_drop"),
    path("<int:election_id>/kartu/", boxes.boxes, name="boxes"),
    path("<int:election_id>/kunci-tps.json", boxes.station_keys, name="station_keys"),
    path("tps/<int:station_id>/kartu/<str:kind>/", boxes.cards_make, name="cards_make"),
    path("kotak/<int:box_id>/batalkan/", boxes.cards_drop, name="cards_drop"),
    path("kotak/<int:box_id>/paket/", boxes.parcel, name="parcel"),
    path("<int:election_id>/arsip/", archives.archives, name="archives"),
    path("<int:election_id>/arsip/terima/", archives.archive_receive, name="archive_receive"),
    path("arsip/<int:archive_id>/", archives.archive, name="archive"),
    path("arsip/<int:archive_id>/berkas/", archives.archive_file, name="archive_file"),
    path("arsip/<int:archive_id>/umumkan/", archives.archive_publish, name="archive_publish"),
    path("arsip/<int:archive_id>/tarik/", archives.archive_withdraw, name="archive_withdraw"),
]
