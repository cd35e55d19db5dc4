"""The isolation table (R11): for every address, whether it reads or acts and whose object it opens.

What each role may do follows from the view's own declaration (`view.access`); this table says the rest:

- `read(...)`: GET. `form(...)`: GET shows, POST does. `act(...)`: POST only.
- `of`: the kind of object in the address (`objects.py` makes one of the own and one of another office).
- `sees`: the roles that find an own-office object, where that is narrower than the permission of the view
  (own rows only, or a permission that the view asks later).
- `shared`: the object belongs to no office, or the list shows all offices to everybody (public pages).
- `ok`: other good answers of a permitted GET than 200 (a redirect, an empty state).

A new address without a line here fails the suite, so does a line without an address.
"""

from __future__ import annotations

from tests.architecture import isolation_elections, isolation_learning, isolation_maturity, isolation_regulations
from tests.architecture.kinds import Route, act, device, form, read, stream

ROLES = {
    "anonymous": "",
    "pegawai": "sari",
    "kepala_bidang": "budi",
    "operator_opd": "opi",
    "kepala_opd": "ratna",
    "bupati": "bupati",
    "pengelola_presensi": "bkpsdm",
    "auditor": "auditor",
    "admin": "admin",
    "admin_kantor": "adminkantor",
    "koordinator_spbe": "koordinator",
    "asesor_eksternal": "asesor",
    "pengelola_pilkades": "dpmd",
    "panitia_pilkades": "panitia",
}
OF_ONE_OFFICE = frozenset(
    {"pegawai", "kepala_bidang", "operator_opd", "kepala_opd", "admin_kantor", "panitia_pilkades"}
)


SIGN_IN = {
    "account_login": form(ok="200 302"),
    "mfa_authenticate": form(ok="302"),
    "account_logout": form(ok="200 302"),
    "account_inactive": read(),
    "set_language": act(),
    "saya": read(),
    "saya_jabatan": form(),
    "account_change_password": form(),
    "account_reauthenticate": form(),
    "mfa_reauthenticate": form(ok="302"),
    "mfa_index": read(),
    "mfa_activate_totp": form(ok="302"),
    "mfa_deactivate_totp": form(ok="404"),
    "mfa_view_recovery_codes": read(ok="404"),
    "mfa_generate_recovery_codes": form(ok="302"),
    "mfa_download_recovery_codes": read(ok="404"),
}
FRAME = {
    "ui:desk": read(),
    "ui:menu": read(),
    "ui:search": read(),
    "ui:theme": act(),
    "ui:view_keep": act(),
    "ui:view_remove": act(),
    "ui:style": read(),
    "ui:tasks": read(),
    "ui:colors": read(),
    "job": read("job", sees="pegawai"),
    "job_file": read("job_file", sees="pegawai"),
    "live": stream(),
}
ADMINISTRATION = {
    "administration:accounts": read(),
    "administration:account_add": form(),
    "administration:account_add_for": form("newcomer"),
    "administration:account": read("account"),
    "administration:account_details": form("account"),
    "administration:account_password": act("account"),
    "administration:account_deactivate": act("account"),
    "administration:account_activate": act("account"),
    "administration:account_unlock": act("account"),
    "administration:account_remove_second_factor": act("account"),
    "administration:assign": form("account"),
    "administration:assignment_end": form("assignment"),
    "administration:units": read(),
    "administration:unit": read("unit"),
    "administration:unit_open": form("unit"),
    "administration:unit_rename": form("unit"),
    "administration:unit_place": form("unit"),
    "administration:unit_move": form("unit"),
    "administration:unit_split": form("unit"),
    "administration:unit_merge": form("unit"),
    "administration:unit_close": form("unit"),
    "administration:calendar": read(),
    "administration:calendar_load": act(),
    "administration:holiday_add": form(),
    "administration:holiday": form("holiday", shared=True),
    "administration:holiday_remove": act("holiday", shared=True),
    "administration:season_add": form(),
    "administration:season": form("season", shared=True),
    "administration:settings": read(),
    "administration:setting": form("setting", shared=True),
    "administration:audit": read(),
    "administration:audit_check": act(),
    "administration:audit_entry": read("audit_entry"),
    "administration:regions": read(),
}
VIEWERS = "kepala_bidang operator_opd kepala_opd bupati pengelola_presensi auditor admin admin_kantor"
PERSONNEL = {
    "personnel:register": read(),
    "personnel:mine": read(ok="200 302"),
    "personnel:hire": form(),
    "personnel:imports": form(),
    "personnel:template": read(),
    "personnel:import": read("import"),
    "personnel:import_run": act("import"),
    "personnel:import_errors": read("import_errors"),
    "personnel:record": read("person", sees=VIEWERS),
    "personnel:nik": act("person"),
    "personnel:place": form("person"),
    "personnel:promote": form("person"),
    "personnel:appoint": form("person"),
    "personnel:end": form("person"),
    "personnel:reinstate": act("person"),
    "personnel:correct": form("person"),
    "personnel:withdraw": form("career"),
}
ATTENDANCE = {
    "iclock": device("iclock"),
    "iclock-token": device("iclock_token"),
    "iclock-elsewhere": device(),
    "attendance:hari": read(),
    "attendance:bulan": read(),
    "attendance:saya": read(ok="200 302 404"),
    "attendance:pegawai": read("person", sees=VIEWERS),
    "attendance:mengapa": read("person_day", sees=VIEWERS),
    "attendance:recompute": act(),
    "attendance:absences": read(),
    "attendance:absence-new": form(),
    "attendance:absence": read("absence", sees=VIEWERS),
    "attendance:absence-cancel": act("absence"),
    "attendance:schedules": read(),
    "attendance:pattern-new": form(),
    "attendance:assign": form(),
    "attendance:assignment-end": form("pattern_use"),
    "attendance:bands": form(),
    "attendance:pattern": read("pattern", shared=True),
    "attendance:pattern-copy": form("pattern", shared=True),
    "attendance:pattern-change": form("pattern", shared=True),
    "attendance:roster": form(),
    "attendance:shift-new": form(),
    "attendance:shift-close": act("shift", shared=True),
    "attendance:devices": read(),
    "attendance:devices-waiting": read(),
    "attendance:device-forget": act("waiting", shared=True),
    "attendance:device-new": form(),
    "attendance:device-decide": act("command"),
    "attendance:device": read("device"),
    "attendance:device-edit": form("device"),
    "attendance:device-arrivals": read("device"),
    "attendance:device-order": act("device"),
    "attendance:device-wipe": act("device"),
    "attendance:device-keep": act("device"),
    "attendance:punches": read(),
    "attendance:bad-lines": read(),
    "attendance:punches-judge": act(),
    "attendance:pins": read(),
    "attendance:pins-matched": read(),
    "attendance:pin": form("pin"),
    "attendance:pins-upload": form(),
    "attendance:pins-sure": act(),
    "attendance:pin-match": form("punch"),
}
ALERTED = "kepala_bidang kepala_opd bupati pengelola_presensi auditor admin admin_kantor"
EXECUTIVE = {
    "executive:room": read(ok="200 302"),
    "executive:unit": read("unit_path"),
    "executive:figure": read("indicator", shared=True),
    "executive:figure_unit": read("indicator_unit"),
    "executive:offices": read(),
    "executive:parts": read("unit_path"),
    "executive:formula": read(),
    "executive:formula_unit": read("unit_path"),
    "executive:brief": read(),
    "executive:map": read(),
    "executive:map_import": form(),
    "executive:map_remove": act(),
    "executive:alerts": read(),
    "executive:alert": read("alert", sees=ALERTED),
    "executive:alert_acknowledge": act("alert"),
    "executive:alert_snooze": act("alert"),
    "executive:alert_assign": act("alert"),
    "executive:alert_answer": act("alert", sees=ALERTED),
    "executive:alert_close": act("alert"),
    "executive:wall": read(ok="200 401"),
    "executive:pair": form("pairing", shared=True),
    "executive:screens": read(),
    "executive:screen_create": act(),
    "executive:screen_revoke": act("screen"),
}
ROUTES: dict[str, Route] = {
    **SIGN_IN, **FRAME, **ADMINISTRATION, **PERSONNEL, **ATTENDANCE, **EXECUTIVE,
    **isolation_regulations.ROUTES, **isolation_learning.ROUTES, **isolation_maturity.ROUTES,
    **isolation_elections.ROUTES,
}  # fmt: skip
