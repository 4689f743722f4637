"""Addresses of the batch desk."""

from django.urls import path

from procedures.batch import views

urlpatterns = [
    path("", views.batch_list, name="procedures.batch.list"),
    path("new/", views.create, name="procedures.batch.create"),
    path("<int:pk>/", views.read, name="procedures.batch.read"),
    path("<int:pk>/hand-over/", views.hand_over, name="procedures.batch.hand_over"),
    path("<int:pk>/attach/", views.attach, name="procedures.batch.attach"),
    path("<int:pk>/close/", views.close, name="procedures.batch.close"),
    path("<int:pk>/reopen/", views.reopen, name="procedures.batch.reopen"),
    path("<int:pk>/carry/", views.carry, name="procedures.batch.carry"),
    path("<int:pk>/sheet/", views.print_sheet, name="procedures.batch.print"),
    path("<int:pk>/pdf/", views.file, name="procedures.batch.file"),
    path("<int:pk>/pdf/make/", views.publish, name="procedures.batch.publish"),
]
