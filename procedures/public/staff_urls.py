"""Addresses with a login around the public pages."""

from django.urls import path

from procedures.public import staff

urlpatterns = [
    path("requests/<int:pk>/rate/", staff.rate, name="procedures.request.rate"),
    path("satisfaction/", staff.ratings, name="procedures.rating.list"),
    path("lobby/", staff.lobby, name="procedures.lobby"),
    path("lobby/<int:unit_id>/open/", staff.open_screen, name="procedures.lobby.open"),
    path("lobby/<int:unit_id>/revoke/", staff.revoke_screen, name="procedures.lobby.revoke"),
]
