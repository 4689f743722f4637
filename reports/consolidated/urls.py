"""Addresses of the sums over schools."""

from django.urls import path

from reports.consolidated import views

urlpatterns = [
    path("consolidated/", views.read, name="reports.consolidated.read"),
    path("consolidated/xlsx/", views.download, name="reports.consolidated.download"),
]
