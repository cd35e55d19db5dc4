from django.urls import path

from pendopo.kernel.jobs import views

urlpatterns = [
    path("<uuid:job_id>/", views.job_page, name="job"),
    path("<uuid:job_id>/berkas/<str:name>", views.job_file, name="job_file"),
]
