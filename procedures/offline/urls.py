"""Addresses of the intake without a network, below those of the requests. Its worker lies at the root."""

from django.urls import path

from procedures.offline import views

urlpatterns = [
    path("offline/", views.page, name="procedures.offline"),
    path("offline/app.webmanifest", views.manifest, name="procedures.offline.manifest"),
    path("offline/pack/<int:device_id>/", views.pack, name="procedures.offline.pack"),
    path("offline/sync/", views.sync, name="procedures.offline.sync"),
    path("devices/", views.devices, name="procedures.device.list"),
    path("devices/register/", views.register, name="procedures.device.register"),
    path("devices/<int:pk>/revoke/", views.revoke, name="procedures.device.revoke"),
]
