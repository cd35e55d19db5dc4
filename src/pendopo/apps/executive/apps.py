from django.apps import AppConfig


class ExecutiveConfig(AppConfig):
    name = "pendopo.apps.executive"
    label = "executive"
