"""Addresses of guests below ``/ho-so/`` and of the counter below ``/online/``."""

from django.urls import path

from procedures.online import staff, views

urlpatterns = [
    path("ho-so/truong/<str:code>/nop/", views.start, name="public.submission.start"),
    path("ho-so/nop/<str:token>/", views.read, name="public.submission.read"),
    path("ho-so/nop/<str:token>/mo/", views.unlock, name="public.submission.open"),
    path("ho-so/nop/<str:token>/duong-dan/", views.new_address, name="public.submission.link"),
    path("ho-so/nop/<str:token>/anh/<int:pk>/", views.photo, name="public.submission.photo"),
    path("online/", staff.submission_list, name="procedures.submission.list"),
    path("online/<int:pk>/", staff.read, name="procedures.submission.read"),
    path("online/<int:pk>/answer/", staff.answer, name="procedures.submission.answer"),
    path("online/<int:pk>/accept/", staff.accept, name="procedures.submission.accept"),
    path("online/<int:pk>/decline/", staff.decline, name="procedures.submission.decline"),
    path("online/<int:pk>/photos/<int:photo>/", staff.view_photo, name="procedures.submission.view"),
    path("online/<int:pk>/photos/<int:photo>/file/", staff.photo_file, name="procedures.submission.photo"),
]
