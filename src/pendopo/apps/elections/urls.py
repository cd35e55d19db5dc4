"""Addresses below /pilkades/, one list a slice."""

from django.urls import URLPattern

from pendopo.apps.elections import urls_boxes, urls_outcome, urls_people, urls_roll

app_name = "elections"
urlpatterns: list[URLPattern] = [
    *urls_people.urlpatterns,
    *urls_roll.urlpatterns,
    *urls_boxes.urlpatterns,
    *urls_outcome.urlpatterns,
]
