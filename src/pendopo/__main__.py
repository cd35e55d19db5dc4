import os
import sys

from pendopo.cli import main

try:
    main()
    sys.stdout.flush()
except BrokenPipeError:  # the reader, for instance `head`, has gone
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(1)
