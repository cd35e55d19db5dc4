from django.urls import path

from pendopo.kernel.live.stream import live

urlpatterns = [path("", live, name="live")]
