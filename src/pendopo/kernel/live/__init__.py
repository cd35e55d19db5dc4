"""The live stream: what a service publishes inside its transaction reaches the open screens of those who may see it.

`publish("indicator", unit_path, {...})` writes a row with the change; each web process polls the table once for all its
screens (never once a screen) and hands the events to the streams at /langsung/?topik=indicator,alert&sejak=ID. A stream
that was cut comes back with Last-Event-ID and gets what it missed, or the event `resync` when that is too much or too
long ago: the page then loads itself again.
"""

from pendopo.kernel.live.topics import TOPICS, register_topic
from pendopo.kernel.live.writes import last_id, publish, publish_many

__all__ = ["TOPICS", "last_id", "publish", "publish_many", "register_topic"]
