"""Entries of the side bar; each half of the app declares its own."""

from pendopo.apps.attendance import menu_devices, menu_recap

__all__ = ["menu_devices", "menu_recap"]
