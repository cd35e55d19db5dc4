from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "pendopo.apps.administration"
    label = "administration"
