from django.urls import URLPattern, path

from pupils.imports import views

urlpatterns: list[URLPattern] = [
    path("", views.import_run, name="pupils.import.run"),
    path("<int:pk>/", views.import_read, name="pupils.import.read"),
    path("<int:pk>/progress/", views.import_progress, name="pupils.import.progress"),
    path("<int:pk>/columns/", views.import_columns, name="pupils.import.columns"),
    path("<int:pk>/write/", views.import_write, name="pupils.import.write"),
    path("<int:pk>/drop/", views.import_drop, name="pupils.import.drop"),
    path("<int:pk>/marked/", views.import_marked, name="pupils.import.marked"),
]
