"""Addresses of the evaluation, one list a slice."""

from django.urls import URLPattern

from pendopo.apps.maturity import urls_assessment, urls_benchmark, urls_evidence, urls_insight

app_name = "maturity"
urlpatterns: list[URLPattern] = [
    *urls_assessment.urlpatterns,
    *urls_evidence.urlpatterns,
    *urls_insight.urlpatterns,
    *urls_benchmark.urlpatterns,
]
