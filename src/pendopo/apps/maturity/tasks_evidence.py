"""Background work of evidence; `tasks.py` imports it."""

from __future__ import annotations

from pendopo.apps.maturity.services.expiry import follow_regulations, watch
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.schedule import daily


@daily("maturity.evidence_expiry", at="06:20")
def evidence_expiry() -> None:
    """Tell the owners of evidence that ends, after regulations that lost their force."""
    follow_regulations(Actor.system("pendopo"), today())
    watch(today())
