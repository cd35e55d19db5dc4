from django.apps import AppConfig


class RegulationsConfig(AppConfig):
    name = "pendopo.apps.regulations"
    label = "regulations"
