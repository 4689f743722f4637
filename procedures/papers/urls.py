"""Addresses of the papers, below those of the requests."""

from django.urls import path

from procedures.papers import views

urlpatterns = [
    path("book/", views.book, name="procedures.book"),
    path("book/print/", views.print_book, name="procedures.book.print"),
    path("book/pdf/", views.book_file, name="procedures.book.file"),
    path("book/pdf/make/", views.publish_book, name="procedures.book.publish"),
    path("notice/<slug:code>/", views.print_notice, name="procedures.notice.print"),
    path("notice/<slug:code>/pdf/", views.notice_file, name="procedures.notice.file"),
    path("notice/<slug:code>/pdf/make/", views.publish_notice, name="procedures.notice.publish"),
    path("<int:pk>/apology/", views.apology, name="procedures.paper.apology"),
    path("<int:pk>/apologise/", views.sign_apology, name="procedures.request.apologise"),
    path("<int:pk>/papers/<slug:kind>/", views.print_paper, name="procedures.paper.print"),
    path("<int:pk>/papers/<slug:kind>/pdf/", views.paper_file, name="procedures.paper.file"),
    path("<int:pk>/papers/<slug:kind>/pdf/make/", views.publish_paper, name="procedures.paper.publish"),
]
