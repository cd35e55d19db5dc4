from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "pendopo.ui"
    label = "ui"
