"""Wall screens: named by an administrator, paired once by an address, read-only by a token, revoked at any time."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.executive.models import WallScreen
from pendopo.kernel import audit
from pendopo.kernel.actor import ANONYMOUS, Actor
from pendopo.kernel.errors import Refused

PAIRING_TIME = timedelta(hours=24)
PAGE_COOKIE, STREAM_COOKIE = "pendopo_dinding", "pendopo_dinding_langsung"
SEEN_EVERY = timedelta(minutes=1)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create_screen(actor: Actor, *, name: str, unit_path: str = "") -> tuple[WallScreen, str]:
    """A new screen and the secret of its one-time address, shown once and good for a day."""
    actor.require("executive.wall")
    _in_reach(actor, unit_path)
    if not name.strip():
        raise Refused(_("Nama layar belum diisi. Tulis letaknya, misalnya Ruang rapat utama."), field="name")
    secret = secrets.token_urlsafe(32)
    screen = WallScreen.objects.create(
        name=name.strip()[:100],
        unit_path=unit_path,
        pairing_digest=digest(secret),
        pairing_until=timezone.now() + PAIRING_TIME,
        created_by=actor.name[:150],
    )
    audit.record("executive.create_wall", screen, actor, name=screen.name, unit_path=unit_path)
    return screen, secret


@transaction.atomic
def pair(secret: str) -> tuple[WallScreen, str]:
    """Exchange the one-time secret for the token of this browser; Refused when it was used, is old or unknown."""
    now, token = timezone.now(), secrets.token_urlsafe(32)
    screen = waiting(secret)
    taken = screen and WallScreen.objects.filter(pk=screen.pk, pairing_digest=digest(secret)).update(
        pairing_digest="", pairing_until=None, token_digest=digest(token), paired_at=now, seen_at=now
    )
    if screen is None or not taken:
        raise Refused(
            _("Alamat pemasangan ini sudah dipakai atau kedaluwarsa. Minta alamat baru kepada administrator.")
        )
    audit.record("executive.pair_wall", screen, Actor.system("layar dinding"), name=screen.name)
    return screen, token


def waiting(secret: str) -> WallScreen | None:
    """The screen that waits for this one-time secret."""
    return WallScreen.objects.filter(
        pairing_digest=digest(secret), pairing_until__gt=timezone.now(), revoked_at__isnull=True
    ).first()


@transaction.atomic
def revoke_screen(actor: Actor, screen: WallScreen) -> None:
    """Take the token away; the screen shows nothing new from its next question on."""
    actor.require("executive.wall")
    _in_reach(actor, screen.unit_path)
    changed = WallScreen.objects.filter(pk=screen.pk, revoked_at__isnull=True).update(
        revoked_at=timezone.now(), token_digest="", pairing_digest="", pairing_until=None
    )
    if not changed:
        raise Refused(_("Layar ini sudah dicabut sebelumnya."))
    audit.record("executive.revoke_wall", screen, actor, name=screen.name)


def screen_of(token: str) -> WallScreen | None:
    """The screen that carries a token; notes at most once a minute that it was seen."""
    if not token:
        return None
    now = timezone.now()
    screen = WallScreen.objects.filter(token_digest=digest(token), revoked_at__isnull=True).first()
    if screen and (screen.seen_at is None or now - screen.seen_at > SEEN_EVERY):
        WallScreen.objects.filter(pk=screen.pk).update(seen_at=now)
    return screen


def actor_of(screen: WallScreen) -> Actor:
    """A screen reads the figures and alerts of its unit, and may do nothing."""
    return Actor(None, None, screen.unit_path, frozenset({"executive.view", "alerts.view"}), name=screen.name)


def reader(token: str) -> Actor:
    """The actor of the screen that carries a token, ANONYMOUS without a good one."""
    screen = screen_of(token)
    return actor_of(screen) if screen else ANONYMOUS


def _in_reach(actor: Actor, unit_path: str) -> None:
    if not actor.covers(unit_path):
        raise Refused(_("Unit ini di luar wewenang Anda. Pilih unit Anda sendiri."), field="unit_path")
