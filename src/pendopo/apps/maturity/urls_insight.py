"""Addresses of insight: analysis, history, simulation, action plan."""

from django.urls import URLPattern, path

from pendopo.apps.maturity.views import insight, insight_actions, insight_history, insight_plan, insight_simulation

urlpatterns: list[URLPattern] = [
    path("analisis/", insight.current, name="insight"),
    path("<int:assessment_id>/analisis/", insight.analysis, name="analysis"),
    path("riwayat/", insight_history.history, name="history"),
    path("riwayat/catat/", insight_history.add, name="past_add"),
    path("riwayat/impor/", insight_history.import_file, name="past_import"),
    path("riwayat/templat.xlsx", insight_history.template, name="past_template"),
    path("riwayat/<int:past_id>/ubah/", insight_history.edit, name="past_edit"),
    path("riwayat/<int:past_id>/tarik/", insight_history.withdraw, name="past_withdraw"),
    path("simulasi/", insight_simulation.current, name="simulation"),
    path("<int:assessment_id>/simulasi/", insight_simulation.simulate, name="simulate"),
    path("<int:assessment_id>/simulasi/coba/", insight_simulation.try_levels, name="simulation_try"),
    path("<int:assessment_id>/simulasi/sertifikat.json", insight_simulation.certificate, name="simulation_certificate"),
    path("<int:assessment_id>/simulasi/upaya/", insight_simulation.efforts, name="simulation_efforts"),
    path("<int:assessment_id>/simulasi/upaya/awal/", insight_simulation.efforts_reset, name="simulation_efforts_reset"),
    path("<int:assessment_id>/simulasi/simpan/", insight_simulation.keep, name="scenario_keep"),
    path("<int:assessment_id>/simulasi/bandingkan/", insight_plan.compare, name="scenarios"),
    path("skenario/<int:scenario_id>/", insight_plan.scenario, name="scenario"),
    path("skenario/<int:scenario_id>/sertifikat.json", insight_plan.scenario_certificate, name="scenario_certificate"),
    path("skenario/<int:scenario_id>/hapus/", insight_plan.scenario_remove, name="scenario_remove"),
    path("skenario/<int:scenario_id>/rencana/", insight_plan.to_actions, name="scenario_actions"),
    path("rencana-aksi/", insight_actions.current, name="actions"),
    path("<int:assessment_id>/rencana-aksi/", insight_actions.register, name="plan"),
    path("<int:assessment_id>/rencana-aksi/tambah/", insight_actions.add, name="action_add"),
    path("rencana-aksi/<int:action_id>/", insight_actions.record, name="action"),
    path("rencana-aksi/<int:action_id>/ubah/", insight_actions.edit, name="action_edit"),
    path("rencana-aksi/<int:action_id>/kemajuan/", insight_actions.report, name="action_report"),
    path("rencana-aksi/<int:action_id>/langkah/<slug:step>/", insight_actions.move, name="action_move"),
]
