"""Addresses of transfers, below those of the requests."""

from django.urls import path

from procedures.transfers import letter_pages, reminder_pages, views

urlpatterns = [
    path("transfers/", views.transfer_list, name="procedures.transfer.list"),
    path("transfers/on-the-way/", views.on_the_way, name="procedures.transfer.on_the_way"),
    path("transfers/places/", views.places, name="procedures.transfer.places"),
    path("transfers/rules/", reminder_pages.rule_list, name="procedures.transfer.rules"),
    path("transfers/rules/<int:pk>/remove/", reminder_pages.rule_remove, name="procedures.transfer.rules.remove"),
    path("<int:pk>/letter/", letter_pages.letter, name="procedures.transfer.letter"),
    path("<int:pk>/letter/print/", letter_pages.print_letter, name="procedures.transfer.letter.print"),
    path("<int:pk>/letter/file/", letter_pages.letter_file, name="procedures.transfer.letter.file"),
    path("transfers/<int:pk>/", views.read, name="procedures.transfer.read"),
    path("transfers/<int:pk>/accept/", views.accept, name="procedures.transfer.accept"),
    path("transfers/<int:pk>/decline/", views.decline, name="procedures.transfer.decline"),
    path("transfers/<int:pk>/release/", views.release, name="procedures.transfer.release"),
    path("transfers/<int:pk>/arrive/", views.arrive, name="procedures.transfer.arrive"),
    path("transfers/<int:pk>/return/", views.give_up, name="procedures.transfer.return"),
    path("transfers/<int:pk>/again/", views.again, name="procedures.transfer.again"),
    path("transfers/<int:pk>/withdraw/", views.withdraw, name="procedures.transfer.withdraw"),
]
