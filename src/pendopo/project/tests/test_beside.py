"""The device port is kept alive beside a web server that forks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

# Forks processes that stay, as the web server does, while what is to be kept ends and is started again 40 times.
FORKING = """
import os, sys, threading, time
from pathlib import Path
from pendopo.project import beside
beside.AGAIN_AFTER = 0
notes = Path(sys.argv[1])
command = ["/bin/sh", "-c", f"echo x >> {notes}"]
threading.Thread(target=beside._keep, args=(command,), daemon=True).start()
for _fork in range(400):
    if os.fork() == 0:
        time.sleep(3600)
    time.sleep(0.002)
until = time.monotonic() + 120
while time.monotonic() < until and (not notes.exists() or len(notes.read_text()) < 2 * 40):
    time.sleep(0.05)
print(len(notes.read_text()) // 2, flush=True)
os._exit(0)
"""


def test_a_fork_of_the_web_server_does_not_stop_the_keeping(tmp_path: Path) -> None:
    source = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-c", FORKING, str(tmp_path / "notes")]
    with subprocess.Popen(command, env=source, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            assert process.stdout is not None
            assert int(process.stdout.readline()) >= 40
        finally:
            os.killpg(process.pid, signal.SIGKILL)
