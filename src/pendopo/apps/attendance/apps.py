from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "pendopo.apps.attendance"
    label = "attendance"
