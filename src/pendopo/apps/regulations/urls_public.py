"""What everybody may read: the portal, the public register, and the feed of the national network (JDIHN)."""

from django.urls import path

from pendopo.apps.regulations.views import feed, public
from pendopo.kernel import portal

app_name = "public"
urlpatterns = [
    path("publik/", portal.index, name="index"),
    path("publik/produk-hukum/", public.register, name="regulations"),
    path("publik/produk-hukum/<int:regulation_id>/", public.record, name="regulation"),
    path("publik/produk-hukum/<int:regulation_id>/berkas/", public.file, name="regulation_file"),
    path("feed/document.json", feed.feed, name="feed"),
]
