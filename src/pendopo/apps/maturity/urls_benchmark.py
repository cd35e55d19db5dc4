"""Addresses of instruments, documents and benchmark."""

from django.urls import URLPattern, path

from pendopo.apps.maturity.views import benchmark, benchmark_imports, documents, instruments

urlpatterns: list[URLPattern] = [
    path("periksa/<slug:digest>/", documents.check, name="document_check"),
    path("<int:assessment_id>/dokumen/", documents.documents, name="documents"),
    path("<int:assessment_id>/dokumen/<slug:kind>/", documents.document, name="document"),
    path("instrumen/", instruments.instruments, name="instruments"),
    path("instrumen/tambah/", instruments.add, name="instrument_add"),
    path("instrumen/<slug:key>/", instruments.instrument, name="instrument"),
    path("instrumen/<slug:key>/sesuai/", instruments.confirm, name="instrument_confirm"),
    path("instrumen/<slug:key>/tarik/", instruments.withdraw, name="instrument_withdraw"),
    path("instrumen/<slug:key>/berkas/", instruments.source, name="instrument_source"),
    path("instrumen/<slug:key>/edisi/<int:pk>/", instruments.edition, name="instrument_edition"),
    path("instrumen/<slug:key>/indikator/<slug:code>/", instruments.indicator, name="instrument_indicator"),
    path("tolok-ukur/", benchmark.overview, name="benchmark"),
    path("tolok-ukur/peringkat/", benchmark.results, name="benchmark_results"),
    path("tolok-ukur/belajar/", benchmark.pairs, name="benchmark_pairs"),
    path("tolok-ukur/instansi/<int:pk>/", benchmark.peer, name="benchmark_peer"),
    path("tolok-ukur/instansi/<int:pk>/sendiri/", benchmark.choose_own, name="benchmark_own"),
    path("tolok-ukur/impor/", benchmark_imports.choose, name="benchmark_imports"),
    path("tolok-ukur/impor/templat/", benchmark_imports.template, name="benchmark_template"),
    path("tolok-ukur/impor/<uuid:import_id>/", benchmark_imports.show, name="benchmark_import"),
    path("tolok-ukur/impor/<uuid:import_id>/jalankan/", benchmark_imports.run, name="benchmark_import_run"),
    path(
        "tolok-ukur/impor/<uuid:import_id>/kesalahan/<slug:kind>/",
        benchmark_imports.errors,
        name="benchmark_import_errors",
    ),
]
