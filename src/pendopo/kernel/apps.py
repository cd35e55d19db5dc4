from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import AppConfig, apps

CONTRIBUTIONS = ("policy", "indicators", "evidence", "desk", "menu", "search", "subscribers", "tasks", "audit_words")


class KernelConfig(AppConfig):
    name = "pendopo.kernel"
    label = "kernel"

    def ready(self) -> None:
        """Load what each app contributes, file by file (CONTRIBUTIONS)."""
        rooms = [f"{self.name}.{path.parent.name}" for path in sorted(Path(__file__).parent.glob("*/__init__.py"))]
        others = [config.name for config in apps.get_app_configs() if config.name.startswith("pendopo.")]
        for package in [*rooms, *(name for name in others if name != self.name)]:
            for module in CONTRIBUTIONS:
                if find_spec(f"{package}.{module}"):
                    import_module(f"{package}.{module}")
