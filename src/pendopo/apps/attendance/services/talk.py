"""What a registered unit says and hears beside its punches: handshake, polls, journal, its own description, results."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import F, Q

from pendopo.apps.attendance.models import CommandState, Device, DeviceCommand, DeviceEvent, UnitUser
from pendopo.apps.attendance.protocol.attlog import BadRow
from pendopo.apps.attendance.protocol.lines import CommandResult, Journal, Operation
from pendopo.apps.attendance.protocol.replies import Options
from pendopo.apps.attendance.services import tamper
from pendopo.apps.attendance.services.gatekeeper import Caller
from pendopo.apps.attendance.services.intake import SEEN_EVERY, upload_id
from pendopo.apps.attendance.services.intake_sql import Post, keep_bad, note_upload

RESEND_AFTER = timedelta(seconds=60)
MAX_ATTEMPTS = 5
LINES_A_POLL = 20


def options_for(caller: Caller, *, push_version: str, at: datetime) -> Options:
    """The settings a registered unit gets; its whole memory is asked for until its first upload is stored."""
    offset = at.astimezone(ZoneInfo(caller.zone)).utcoffset() or timedelta(0)
    return Options(
        serial=caller.sn,
        utc_offset=offset,
        attlog_stamp=caller.attlog_stamp,
        operlog_stamp=caller.operlog_stamp,
        push_version=push_version or caller.push_version,
    )


def seen(
    caller: Caller, *, address: str, at: datetime, push_version: str = "", facts: dict[str, Any] | None = None
) -> None:
    """Notes that the unit called, at most every SEEN_EVERY seconds unless it tells something of itself."""
    last = caller.last_seen_at
    news = bool(facts) or bool(push_version and push_version != caller.push_version)
    if not news and last is not None and at - last < SEEN_EVERY:
        return
    with transaction.atomic():
        fields: dict[str, Any] = {"last_seen_at": at, "last_address": address}
        if push_version:
            fields["push_version"] = push_version
        if facts:
            had = Device.objects.select_for_update().values_list("facts", flat=True).get(pk=caller.id)
            fields["facts"] = {**had, **facts, "told_at": at.isoformat()}
        Device.objects.filter(pk=caller.id).update(**fields)


def orders_for(caller: Caller, *, at: datetime) -> list[tuple[int, str]]:
    """The commands to hand out now, oldest first; what was sent and not answered in RESEND_AFTER goes out again."""
    if not caller.has_orders:
        return []
    stale = Q(state=CommandState.SENT, sent_at__lt=at - RESEND_AFTER)
    with transaction.atomic():
        DeviceCommand.objects.filter(stale, device_id=caller.id, attempts__gte=MAX_ATTEMPTS).update(
            state=CommandState.FAILED, finished_at=at
        )
        due = list(
            DeviceCommand.objects.select_for_update()
            .filter(Q(state=CommandState.QUEUED) | stale, device_id=caller.id)
            .order_by("id")
            .values_list("id", "text")[:LINES_A_POLL]
        )
        if due:
            DeviceCommand.objects.filter(pk__in=[number for number, _ in due]).update(
                state=CommandState.SENT, sent_at=at, attempts=F("attempts") + 1
            )
    return due


def take_results(device_id: int | None, results: Iterable[CommandResult], *, at: datetime) -> int:
    """Closes the commands a unit answers, by number alone where the serial is missing; returns how many."""
    closed = 0
    for result in results:
        open_command = DeviceCommand.objects.filter(
            pk=result.command_id, state__in=(CommandState.SENT, CommandState.QUEUED)
        )
        if device_id is not None:
            open_command = open_command.filter(device_id=device_id)
        state = CommandState.DONE if result.code >= 0 else CommandState.FAILED
        with transaction.atomic():
            code = max(-(2**31), min(result.code, 2**31 - 1))
            device = open_command.values_list("device_id", flat=True).first()
            if device is None or not open_command.update(state=state, finished_at=at, return_code=code):
                continue
            closed += 1
            if result.facts:
                row = Device.objects.select_for_update().get(pk=device)
                row.facts = {**row.facts, **result.facts, "told_at": at.isoformat()}
                row.save(update_fields=["facts"])
    return closed


def take_journal(caller: Caller, post: Post, journal: Journal) -> int:
    """Stores what was done at the keypad and the names of users; returns the number of rows read."""
    upload = upload_id(post.arrived)
    with transaction.atomic(), connection.cursor() as cursor:
        fresh = _new_events(caller, journal.operations, post.arrived)
        if journal.users:
            _keep_users(caller, journal, post.arrived)
        if journal.bad:
            keep_bad(cursor, caller.id, post, upload, journal.bad)
        note_upload(
            cursor,
            caller.id,
            post,
            upload,
            rows=journal.rows_read,
            added=len(fresh) + len(journal.users),
            bad=len(journal.bad),
        )
        stamp = post.stamp or caller.operlog_stamp or "9999"
        Device.objects.filter(pk=caller.id).update(
            operlog_stamp=stamp, last_seen_at=post.arrived, last_address=post.address
        )
        tamper.judge(caller, fresh, at=post.arrived)
    return journal.rows_read


def take_other(caller: Caller, post: Post, *, rows: int, bad: list[BadRow] | None = None) -> int:
    """A table that is acknowledged and not kept: photos, templates, logs of errors, tables nobody knows."""
    upload = upload_id(post.arrived)
    with transaction.atomic(), connection.cursor() as cursor:
        note_upload(cursor, caller.id, post, upload, rows=rows, added=0, bad=len(bad or []))
    return rows


def _new_events(caller: Caller, operations: list[Operation], arrived: datetime) -> list[Operation]:
    """Inserts the journal's lines and returns those that were not known yet."""
    wanted = {(o.at, o.code, o.operator, o.args): o for o in operations}
    if not wanted:
        return []
    moments = [at for at, _, _, _ in wanted]
    known = set(
        DeviceEvent.objects.filter(device_id=caller.id, at__gte=min(moments), at__lte=max(moments)).values_list(
            "at", "code", "operator", "args"
        )
    )
    fresh = {key: operation for key, operation in wanted.items() if key not in known}
    DeviceEvent.objects.bulk_create(
        [
            DeviceEvent(device_id=caller.id, code=code, operator=operator, at=at, args=args, received_at=arrived)
            for at, code, operator, args in sorted(fresh)
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    return [fresh[key] for key in sorted(fresh)]


def _keep_users(caller: Caller, journal: Journal, arrived: datetime) -> None:
    users = {user.pin: user for user in journal.users}
    UnitUser.objects.bulk_create(
        [
            UnitUser(
                device_id=caller.id, pin=pin, name=users[pin].name, privilege=users[pin].privilege, seen_at=arrived
            )
            for pin in sorted(users)
            if -32768 <= users[pin].privilege <= 32767
        ],
        update_conflicts=True,
        unique_fields=["device", "pin"],
        update_fields=["name", "privilege", "seen_at"],
        batch_size=500,
    )
