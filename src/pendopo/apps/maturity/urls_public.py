"""The public address of the evaluation."""

from django.urls import URLPattern, path

from pendopo.apps.maturity.views import insight_public

app_name = "maturity_public"
urlpatterns: list[URLPattern] = [path("publik/indeks-spbe/", insight_public.index, name="index")]
