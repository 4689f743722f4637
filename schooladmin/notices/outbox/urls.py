"""Addresses of the outbox, below ``/notices/``."""

from django.urls import URLPattern, path

from schooladmin.notices.outbox import views

urlpatterns: list[URLPattern] = [
    path("outbox/", views.letter_list, name="notices.outbox.list"),
    path("outbox/collect/", views.letter_collect, name="notices.outbox.collect"),
    path("outbox/send/", views.letter_send_many, name="notices.outbox.send_many"),
    path("outbox/<int:pk>/", views.letter_read, name="notices.outbox.read"),
    path("outbox/<int:pk>/edit/", views.letter_edit, name="notices.outbox.edit"),
    path("outbox/<int:pk>/drop/", views.letter_drop, name="notices.outbox.drop"),
    path("outbox/<int:pk>/send/", views.letter_send, name="notices.outbox.send"),
    path("outbox/<int:pk>/again/", views.letter_again, name="notices.outbox.again"),
    path("outbox/<int:pk>/discard/", views.letter_discard, name="notices.outbox.discard"),
    path("address/", views.address_edit, name="notices.address.edit"),
]
