from django.apps import AppConfig


class ElectionsConfig(AppConfig):
    name = "pendopo.apps.elections"
    label = "elections"
