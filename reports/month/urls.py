"""Addresses of the month, of reminders and of the figures at cut-off."""

from django.urls import path

from reports.month import views

urlpatterns = [
    path("month/", views.read, name="reports.month.read"),
    path("month/confirm/", views.confirm, name="reports.month.confirm"),
    path("<int:pk>/snooze/", views.snooze, name="reports.reminder.snooze"),
    path("reminders/", views.office, name="reports.reminder.read"),
    path("reminders/days/", views.set_days, name="reports.reminder.set"),
    path("reminders/cutoff/", views.set_cutoff, name="reports.cutoff.set"),
    path("figures/", views.figures, name="reports.figures.read"),
    path("figures/xlsx/", views.figures_download, name="reports.figures.download"),
]
