"""The kernel's tables live in its rooms; this module only gathers them for Django."""

from importlib import import_module
from pathlib import Path

for _models in sorted(Path(__file__).parent.glob("*/models.py")):
    import_module(f"pendopo.kernel.{_models.parent.name}.models")
