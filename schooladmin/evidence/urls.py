from django.urls import URLPattern, path

from schooladmin.evidence import views

urlpatterns: list[URLPattern] = [
    path("", views.file_list, name="evidence.file.list"),
    path("add/", views.file_add, name="evidence.file.add"),
    path("<uuid:public_id>/", views.file_read, name="evidence.file.read"),
]
