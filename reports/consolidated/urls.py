"""Addresses of the sums over schools."""

from django.urls import path

from reports.consolidated import paper_views, views

urlpatterns = [
    path("consolidated/", views.read, name="reports.consolidated.read"),
    path("consolidated/paper/", paper_views.preview, name="reports.consolidated.preview"),
    path("consolidated/paper/file/", paper_views.paper_file, name="reports.consolidated.file"),
    path("consolidated/paper/make/", paper_views.render_paper, name="reports.consolidated.render"),
    path("consolidated/paper/issue/", paper_views.issue, name="reports.consolidated.issue"),
    path("consolidated/xlsx/", views.download, name="reports.consolidated.download"),
]
