"""Addresses of the batches, below ``/documents/batches/``."""

from django.urls import URLPattern, path

from schooladmin.documents.batches import views

urlpatterns: list[URLPattern] = [
    path("", views.batch_list, name="documents.batch.list"),
    path("new/", views.batch_create, name="documents.batch.create"),
    path("<int:pk>/", views.batch_read, name="documents.batch.read"),
    path("<int:pk>/progress/", views.batch_progress, name="documents.batch.progress"),
    path("<int:pk>/cancel/", views.batch_cancel, name="documents.batch.cancel"),
    path("<int:pk>/retry/", views.batch_retry, name="documents.batch.retry"),
    path("<int:pk>/zip/", views.batch_download, name="documents.batch.download"),
]
