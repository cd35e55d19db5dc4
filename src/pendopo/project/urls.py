"""Every address of Pendopo."""

from django.urls import include, path

urlpatterns = [
    path("tugas/", include("pendopo.kernel.jobs.urls")),
    path("langsung/", include("pendopo.kernel.live.urls")),
    path("kepegawaian/", include("pendopo.apps.personnel.urls")),
    path("kehadiran/", include("pendopo.apps.attendance.urls")),
    path("ruang-bupati/", include("pendopo.apps.executive.urls")),
]

handler500 = "pendopo.project.errors.server_error"
