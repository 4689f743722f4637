"""Addresses of the Party meeting, below those of its report."""

from django.urls import path

from reports.meeting import views

urlpatterns = [
    path("<int:pk>/meeting/", views.read, name="reports.meeting.read"),
    path("<int:pk>/meeting/plan/", views.plan, name="reports.meeting.plan"),
    path("<int:pk>/meeting/attendance/", views.attendance, name="reports.meeting.attendance"),
    path("<int:pk>/meeting/members/", views.add_members, name="reports.meeting.members"),
    path("<int:pk>/meeting/opinions/", views.add_opinion, name="reports.meeting.opinion"),
    path(
        "<int:pk>/meeting/opinions/<int:opinion_id>/remove/",
        views.remove_opinion,
        name="reports.meeting.opinion.remove",
    ),
    path("<int:pk>/meeting/close/", views.close, name="reports.meeting.close"),
    path("<int:pk>/meeting/render/", views.render_pack, name="reports.meeting.render"),
    path("<int:pk>/meeting/zip/", views.download_pack, name="reports.meeting.pack"),
    path("<int:pk>/meeting/<slug:paper>/", views.preview, name="reports.meeting.preview"),
    path("<int:pk>/meeting/<slug:paper>/pdf/", views.download, name="reports.meeting.download"),
]
