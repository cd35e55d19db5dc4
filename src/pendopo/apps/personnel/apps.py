from django.apps import AppConfig


class PersonnelConfig(AppConfig):
    name = "pendopo.apps.personnel"
    label = "personnel"
