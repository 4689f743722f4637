"""Addresses of the sheet of a report."""

from django.urls import path

from reports.sheets import views

urlpatterns = [
    path("<int:pk>/sheet/", views.sheet, name="reports.sheet.read"),
    path("<int:pk>/sheet/xlsx/", views.download, name="reports.sheet.download"),
    path("<int:pk>/sheet/check/", views.check, name="reports.sheet.check"),
    path("<int:pk>/sheet/marked/", views.marked, name="reports.sheet.marked"),
    path("<int:pk>/sheet/write/", views.write, name="reports.sheet.write"),
    path("<int:pk>/sheet/print/", views.blank, name="reports.sheet.print"),
]
