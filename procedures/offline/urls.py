"""Addresses of the intake without a network, below those of the requests. Its worker lies at the root."""

from django.urls import path

from procedures.offline import pad_views, paper_views, views

urlpatterns = [
    path("offline/", views.page, name="procedures.offline"),
    path("offline/app.webmanifest", views.manifest, name="procedures.offline.manifest"),
    path("offline/pack/<int:device_id>/", views.pack, name="procedures.offline.pack"),
    path("offline/sync/", views.sync, name="procedures.offline.sync"),
    path("offline/undecided/", paper_views.undecided, name="procedures.offline.undecided"),
    path("devices/", views.devices, name="procedures.device.list"),
    path("devices/register/", views.register, name="procedures.device.register"),
    path("devices/<int:pk>/revoke/", views.revoke, name="procedures.device.revoke"),
    path("devices/<int:pk>/readmit/", views.readmit, name="procedures.device.readmit"),
    path("pads/", pad_views.pads, name="procedures.pad.list"),
    path("pads/reserve/", pad_views.reserve, name="procedures.pad.reserve"),
    path("pads/key/", paper_views.key, name="procedures.pad.key"),
    path("pads/void/", paper_views.void, name="procedures.number.void"),
    path("pads/<int:pk>/", pad_views.read_pad, name="procedures.pad.read"),
    path("pads/<int:pk>/print/", pad_views.print_pad, name="procedures.pad.print"),
    path("pads/<int:pk>/pdf/", pad_views.pad_file, name="procedures.pad.file"),
    path("pads/<int:pk>/pdf/make/", pad_views.publish_pad, name="procedures.pad.publish"),
]
