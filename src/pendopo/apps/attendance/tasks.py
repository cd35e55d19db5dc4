"""Scheduled work; each half of the app declares its own."""

from pendopo.apps.attendance import tasks_devices, tasks_recap

__all__ = ["tasks_devices", "tasks_recap"]
