"""Addresses of the register. A name that does a verb is the verb."""

from django.urls import include, path

from pupils import views

urlpatterns = [
    path("imports/", include("pupils.imports.urls")),
    path("", views.pupil_list, name="pupils.pupil.list"),
    path("add/", views.pupil_add, name="pupils.pupil.add"),
    path("<int:pk>/", views.pupil_read, name="pupils.pupil.read"),
    path("<int:pk>/edit/", views.pupil_edit, name="pupils.pupil.edit"),
    path("<int:pk>/identifier/", views.pupil_reveal, name="pupils.pupil.reveal"),
    path("<int:pk>/leave/", views.pupil_leave, name="pupils.pupil.leave"),
    path("<int:pk>/return/", views.pupil_return, name="pupils.pupil.return"),
]
