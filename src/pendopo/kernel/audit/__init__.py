"""Who did what to which record: append-only, sealed in batches.

Use: `audit.record("letters.sign", letter, actor, number=...)` in the transaction of the change.
"""

from pendopo.kernel.audit.services import record, seal
from pendopo.kernel.audit.verify import verify

__all__ = ["record", "seal", "verify"]
