"""One real server with its worker for all journeys, and people who are signed in to it."""

from __future__ import annotations

import json
import os
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from bench.place import Place, free_port, place
from playwright.sync_api import Browser, BrowserContext, Page

from pendopo.ui.tests.conftest import CHROMIUM, chromium, pytest_collection_modifyitems  # noqa: F401
from tests.journeys.world import SN

POSTGRES = os.environ.get("PENDOPO_DATABASE_URL", "").startswith("postgres")
AGENT = {"User-Agent": "iClock Proxy/1.09", "Content-Type": "text/plain"}
# CONTINUED_BELOW
