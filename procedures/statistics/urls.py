"""Addresses of the statistics, apart from those of the counter so that the menu marks one line only."""

from django.urls import path

from procedures.views import statistics

urlpatterns = [
    path("", statistics.statistics, name="procedures.statistics.read"),
    path("xlsx/", statistics.export, name="procedures.statistics.export"),
    path("pdf/", statistics.file, name="procedures.statistics.file"),
    path("pdf/make/", statistics.print_pdf, name="procedures.statistics.print"),
]
