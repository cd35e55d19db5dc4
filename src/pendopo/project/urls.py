"""Every address of Pendopo."""

from django.urls import include, path

urlpatterns = [
    path("", include("pendopo.apps.attendance.device_urls")),  # first: machines ask most
    path("", include("pendopo.kernel.auth.urls")),
    path("", include("pendopo.ui.urls")),
    path("pengaturan/", include("pendopo.apps.administration.urls")),
    path("tugas/", include("pendopo.kernel.jobs.urls")),
    path("langsung/", include("pendopo.kernel.live.urls")),
    path("kepegawaian/", include("pendopo.apps.personnel.urls")),
    path("kehadiran/", include("pendopo.apps.attendance.urls")),
    path("", include("pendopo.apps.regulations.urls_public")),
    path("", include("pendopo.apps.maturity.urls_public")),
    path("produk-hukum/", include("pendopo.apps.regulations.urls")),
    path("belajar/", include("pendopo.apps.learning.urls")),
    path("publik/pilkades/", include("pendopo.apps.elections.urls_public")),
    path("pilkades/", include("pendopo.apps.elections.urls")),
    path("evaluasi/", include("pendopo.apps.maturity.urls")),
    path("ruang-bupati/", include("pendopo.apps.executive.urls")),
]

handler400 = "pendopo.ui.errors.bad_request"
handler403 = "pendopo.ui.errors.forbidden"
handler404 = "pendopo.ui.errors.missing"
handler500 = "pendopo.project.errors.server_error"
