"""Addresses of the blocks to copy, below ``/documents/portals/``."""

from django.urls import URLPattern, path

from schooladmin.documents.portals import views

urlpatterns: list[URLPattern] = [
    path("<str:key>/", views.portal_read, name="documents.portal.read"),
    path("<str:key>/<slug:layout>/<slug:kind>/", views.portal_download, name="documents.portal.download"),
]
