"""Addresses of notices."""

from django.urls import include, path

from schooladmin.notices import views

urlpatterns = [
    path("", include("schooladmin.notices.outbox.urls")),
    path("", views.notice_list, name="notices.notice.list"),
    path("read/", views.mark_all, name="notices.notice.mark_all"),
    path("<int:pk>/read/", views.mark_one, name="notices.notice.mark"),
]
