"""Elections, schedule, committee, stations, candidates."""

from django.urls import URLPattern, path

from pendopo.apps.elections.views import candidates, elections, members, stages, stations

ELECTION = [
    path("", elections.elections, name="elections"),
    path("baru/", elections.add, name="add"),
    path("<int:election_id>/", elections.election, name="election"),
    path("<int:election_id>/ubah/", elections.edit, name="edit"),
    path("<int:election_id>/langkah/<str:name>/", elections.move, name="move"),
    path("<int:election_id>/dokumen/", elections.paper_add, name="paper_add"),
    path("dokumen/<int:paper_id>/", elections.paper_file, name="paper_file"),
    path("dokumen/<int:paper_id>/hapus/", elections.paper_remove, name="paper_remove"),
]
STAGES = [
    path("<int:election_id>/tahapan/", stages.stages, name="stages"),
    path("<int:election_id>/tahapan/baru/", stages.stage_add, name="stage_add"),
    path("<int:election_id>/tahapan/geser/", stages.stages_shift, name="stages_shift"),
    path("<int:election_id>/tahapan/perpanjang/", stages.registration_extend, name="registration_extend"),
    path("tahapan/<int:stage_id>/ubah/", stages.stage_edit, name="stage_edit"),
    path("tahapan/<int:stage_id>/selesai/", stages.stage_finish, name="stage_finish"),
    path("tahapan/<int:stage_id>/buka/", stages.stage_reopen, name="stage_reopen"),
    path("tahapan/<int:stage_id>/hapus/", stages.stage_remove, name="stage_remove"),
]
STATIONS = [
    path("<int:election_id>/tps/", stations.stations, name="stations"),
    path("<int:election_id>/tps/baru/", stations.station_add, name="station_add"),
    path("tps/<int:station_id>/ubah/", stations.station_edit, name="station_edit"),
    path("tps/<int:station_id>/hapus/", stations.station_remove, name="station_remove"),
    path("tps/<int:station_id>/pin/", members.station_pins, name="station_pins"),
    path("<int:election_id>/dusun/", stations.hamlets_add, name="hamlets_add"),
    path("dusun/<int:hamlet_id>/ubah/", stations.hamlet_edit, name="hamlet_edit"),
    path("dusun/<int:hamlet_id>/hapus/", stations.hamlet_remove, name="hamlet_remove"),
]
MEMBERS = [
    path("petugas/", members.all_members, name="all_members"),
    path("<int:election_id>/petugas/", members.members, name="members"),
    path("<int:election_id>/petugas/baru/", members.member_add, name="member_add"),
    path("petugas/<int:member_id>/ubah/", members.member_edit, name="member_edit"),
    path("petugas/<int:member_id>/berhenti/", members.member_leave, name="member_leave"),
    path("petugas/<int:member_id>/hapus/", members.member_remove, name="member_remove"),
    path("petugas/<int:member_id>/pin/", members.member_pin, name="member_pin"),
]
CANDIDATES = [
    path("calon/", candidates.all_candidates, name="all_candidates"),
    path("<int:election_id>/calon/", candidates.candidates, name="candidates"),
    path("<int:election_id>/calon/baru/", candidates.candidate_add, name="candidate_add"),
    path("<int:election_id>/calon/nilai/", candidates.candidate_scores, name="candidate_scores"),
    path("<int:election_id>/calon/tetapkan/", candidates.candidates_accept, name="candidates_accept"),
    path("<int:election_id>/calon/buka/", candidates.candidates_reconsider, name="candidates_reconsider"),
    path("<int:election_id>/calon/undi/", candidates.candidates_draw, name="candidates_draw"),
    path("<int:election_id>/calon/lembar/", candidates.candidate_sheet, name="candidate_sheet"),
    path("calon/<int:candidate_id>/", candidates.candidate, name="candidate"),
    path("calon/<int:candidate_id>/ubah/", candidates.candidate_edit, name="candidate_edit"),
    path("calon/<int:candidate_id>/teliti/", candidates.candidate_verify, name="candidate_verify"),
    path("calon/<int:candidate_id>/mundur/", candidates.candidate_withdraw, name="candidate_withdraw"),
    path("calon/<int:candidate_id>/foto/", candidates.candidate_photo, name="candidate_photo"),
    path("calon/<int:candidate_id>/berkas/", candidates.candidate_file, name="candidate_file"),
]
urlpatterns: list[URLPattern] = [*ELECTION, *STAGES, *STATIONS, *MEMBERS, *CANDIDATES]
