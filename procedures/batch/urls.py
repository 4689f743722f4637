"""Addresses of the batch desk, below those of the requests."""

from django.urls import path

from procedures.batch import views

urlpatterns = [
    path("batches/", views.batch_list, name="procedures.batch.list"),
    path("batches/new/", views.create, name="procedures.batch.create"),
    path("batches/<int:pk>/", views.read, name="procedures.batch.read"),
    path("batches/<int:pk>/hand-over/", views.hand_over, name="procedures.batch.hand_over"),
    path("batches/<int:pk>/attach/", views.attach, name="procedures.batch.attach"),
    path("batches/<int:pk>/close/", views.close, name="procedures.batch.close"),
    path("batches/<int:pk>/reopen/", views.reopen, name="procedures.batch.reopen"),
    path("batches/<int:pk>/carry/", views.carry, name="procedures.batch.carry"),
    path("batches/<int:pk>/sheet/", views.print_sheet, name="procedures.batch.print"),
    path("batches/<int:pk>/pdf/", views.file, name="procedures.batch.file"),
    path("batches/<int:pk>/pdf/make/", views.publish, name="procedures.batch.publish"),
]
