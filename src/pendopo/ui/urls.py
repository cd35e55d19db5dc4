from django.urls import path

from pendopo.ui import views, views_saved

app_name = "ui"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("meja/tugas/", views.tasks, name="tasks"),
    path("menu/", views.menu, name="menu"),
    path("cari/", views.search, name="search"),
    path("daftar/simpan/", views_saved.keep, name="view_keep"),
    path("daftar/hapus/", views_saved.remove, name="view_remove"),
    path("tampilan/", views.theme, name="theme"),
    path("gaya/", views.style, name="style"),
    path("gaya/warna.css", views.colors_css, name="colors"),
]
