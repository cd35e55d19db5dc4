"""What Ctrl K finds of attendance."""

from pendopo.apps.attendance import search_devices

__all__ = ["search_devices"]
