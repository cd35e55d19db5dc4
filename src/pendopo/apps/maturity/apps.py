from django.apps import AppConfig


class MaturityConfig(AppConfig):
    name = "pendopo.apps.maturity"
    label = "maturity"
