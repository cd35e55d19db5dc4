"""Addresses of the officers' screens."""

from __future__ import annotations

from django.urls import path

from pendopo.apps.elections.station import (
    views_board,
    views_closing,
    views_desk,
    views_opening,
    views_pending,
    views_records,
    views_start,
)

app_name = "tps"
urlpatterns = [
    path("", views_start.start, name="start"),
    path("paket/", views_start.parcel, name="parcel"),
    path("cadangan/", views_start.spare, name="spare"),
    path("buka/", views_start.unlock, name="unlock"),
    path("masuk/", views_start.officer_sign_in, name="sign_in"),
    path("keluar/", views_start.officer_sign_out, name="sign_out"),
    path("papan/", views_board.board, name="board"),
    path("papan/isi/", views_board.board_part, name="board_part"),
    path("papan/bilik/", views_board.offer, name="offer"),
    path("papan/bilik/<int:number>/kunci/", views_board.lock_booth, name="lock_booth"),
    path("papan/bilik/<int:number>/lepas/", views_board.unpair, name="unpair"),
    path("papan/bilik/<int:number>/bantu/", views_board.helped, name="helped"),
    path("tertunda/<slug:key>/", views_pending.pending, name="pending"),
    path("kartu/", views_pending.card, name="card"),
    path("daftar/", views_desk.desk, name="desk"),
    path("daftar/hadir/", views_desk.mark, name="mark"),
    path("daftar/batal/", views_desk.unmark, name="unmark"),
    path("daftar/tambahan/", views_desk.extra, name="extra"),
    path("pembukaan/", views_opening.opening, name="opening"),
    path("pembukaan/laporan-nol.pdf", views_opening.zero_document, name="zero_document"),
    path("penutupan/", views_closing.closing, name="closing"),
    path("penutupan/segel/", views_closing.seal, name="seal"),
    path("penutupan/segel/jalan/", views_closing.seal_progress, name="seal_progress"),
    path("penutupan/berkas.zip", views_closing.bundle, name="bundle"),
    path("penutupan/berita-acara.pdf", views_closing.minutes, name="minutes"),
    path("catatan/", views_records.chronicle, name="chronicle"),
    path("pertentangan/", views_records.conflicts, name="conflicts"),
    path("stik/", views_records.stick, name="stick"),
    path("stik/tanpa/", views_records.without_stick, name="without_stick"),
]
