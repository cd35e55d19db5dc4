from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "pendopo.apps.learning"
    label = "learning"
