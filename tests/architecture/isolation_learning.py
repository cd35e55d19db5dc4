"""The addresses of learning, see isolation.py."""

from __future__ import annotations

from tests.architecture.kinds import Route, act, form, read

OWN = "pegawai"
SEEN = "pegawai kepala_bidang operator_opd kepala_opd bupati pengelola_presensi auditor admin admin_kantor"
KEEPERS = "pegawai operator_opd kepala_opd pengelola_presensi admin admin_kantor"
JUDGES = "operator_opd kepala_opd pengelola_presensi admin admin_kantor"

TRAINING = {
    "learning:home": read(ok="302"),
    "learning:trainings": read(),
    "learning:training_add": form(),
    "learning:training": read("training", sees=SEEN),
    "learning:training_edit": form("training"),
    "learning:training_move": act("training_move"),
    "learning:session_add": form("training"),
    "learning:session_edit": form("training_session"),
    "learning:session_remove": act("training_session"),
    "learning:invite": form("training"),
    "learning:uninvite": act("invitation"),
    "learning:nominate": form("invitation"),
    "learning:register_self": act("training", sees=SEEN),
    "learning:training_people": read("training"),
    "learning:participants": read(),
    "learning:participants_accept": act(),
    "learning:participant": read("participant", sees=SEEN),
    "learning:participant_accept": act("participant"),
    "learning:participant_decline": act("participant"),
    "learning:participant_withdraw": act("participant", sees=SEEN),
}
PRESENCE = {
    "learning:wall": read("training_session"),
    "learning:sheet": read("training_session"),
    "learning:mark": act("training_session"),
    "learning:unmark": act("training_presence"),
    "learning:attendance_pdf": read("training"),
    "learning:attendance_xlsx": read("training"),
    "learning:scan": read("scan", shared=True, ok="200 302 422"),
}
EXAMS = {
    "learning:questions": read("training"),
    "learning:question_add": form("training"),
    "learning:question_import": form("training"),
    "learning:question_template": read(),
    "learning:question_edit": form("exam_question"),
    "learning:question_remove": act("exam_question"),
    "learning:question_import_show": read("question_import"),
    "learning:question_import_take": act("question_import"),
    "learning:exam_set": form("exam_kind"),
    "learning:exam": form("exam", sees=SEEN),
    "learning:exam_question": form("attempt_place", sees=OWN),
    "learning:exam_finish": read("attempt", sees=OWN),
    "learning:exam_submit": act("attempt", sees=OWN),
    "learning:exam_result": read("attempt", sees=OWN, ok="200 302"),
}
AFTER = {
    "learning:results": read("training"),
    "learning:evaluate": form("training", sees=OWN),
    "learning:follow_up_add": form("training", sees=OWN),
    "learning:follow_ups": read(),
    "learning:follow_up": read("follow_up", sees=SEEN),
    "learning:follow_up_act": act("follow_up_act", sees=JUDGES),
    "learning:certificates": form("training"),
    "learning:certificates_batch": act("training"),
    "learning:certificate_pdf": read("certificate", sees=SEEN),
    "learning:certificate_revoke": act("certificate"),
    "learning:certificate_check": read("certificate_code", shared=True),
}
VISITS = {
    "learning:visits": read(),
    "learning:visit_add": form(),
    "learning:visit": read("visit", sees=SEEN),
    "learning:visit_edit": form("visit"),
    "learning:visit_move": act("visit_move"),
    "learning:visit_pdf": read("visit", sees=SEEN),
    "learning:minutes": form("visit"),
    "learning:minutes_file": read("visit", sees=SEEN),
    "learning:delegate_employee": form("visit"),
    "learning:delegate_guest": form("visit"),
    "learning:delegate_remove": act("delegate"),
    "learning:agenda_add": form("visit"),
    "learning:agenda_remove": act("agenda_item"),
    "learning:visit_ask": form("visit"),
    "learning:visit_answer": form("visit_question"),
    "learning:visit_ask_remove": act("visit_question"),
    "learning:photo_add": form("visit"),
    "learning:photo_file": read("visit_photo", sees=SEEN),
    "learning:adopt": form("visit"),
    "learning:adoptions": read(),
    "learning:adoption": read("adoption", sees=SEEN),
    "learning:adoption_edit": form("adoption"),
    "learning:adoption_note": form("adoption", sees=KEEPERS),
    "learning:adoption_file": read("adoption_file", sees=SEEN),
}
ROUTES: dict[str, Route] = {**TRAINING, **PRESENCE, **EXAMS, **AFTER, **VISITS}
