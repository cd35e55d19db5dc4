from django.urls import URLPattern

app_name = "executive"
urlpatterns: list[URLPattern] = []
