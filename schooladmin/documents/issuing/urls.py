"""Addresses of the book, below ``/documents/``."""

from django.urls import URLPattern, path

from schooladmin.documents.issuing import views

urlpatterns: list[URLPattern] = [
    path("issues/", views.issue_list, name="documents.issue.list"),
    path("issues/<slug:code>/", views.issue_read, name="documents.issue.read"),
    path("issues/<slug:code>/number/", views.issue_number, name="documents.issue.number"),
    path("issues/<slug:code>/void/", views.number_void, name="documents.number.void"),
    path("issues/<slug:code>/withdraw/", views.issue_withdraw, name="documents.issue.withdraw"),
    path("series/", views.series_list, name="documents.series.list"),
    path("series/open/", views.series_open, name="documents.series.open"),
    path("copies/", views.copy_keep, name="documents.copy.keep"),
]
