"""Addresses of the batch desk."""

from django.urls import path

from procedures.batch.views import desk, lists, sheets

urlpatterns = [
    path("", lists.batch_list, name="procedures.batch.list"),
    path("new/", lists.create, name="procedures.batch.create"),
    path("<int:pk>/", desk.read, name="procedures.batch.read"),
    path("<int:pk>/hand-over/", desk.hand_over, name="procedures.batch.hand_over"),
    path("<int:pk>/undo/", desk.undo, name="procedures.batch.undo"),
    path("<int:pk>/attach/", desk.attach, name="procedures.batch.attach"),
    path("<int:pk>/close/", desk.close, name="procedures.batch.close"),
    path("<int:pk>/reopen/", desk.reopen, name="procedures.batch.reopen"),
    path("<int:pk>/carry/", desk.carry, name="procedures.batch.carry"),
    path("<int:pk>/sheet/", sheets.print_sheet, name="procedures.batch.print"),
    path("<int:pk>/pdf/", sheets.file, name="procedures.batch.file"),
    path("<int:pk>/pdf/make/", sheets.publish, name="procedures.batch.publish"),
]
