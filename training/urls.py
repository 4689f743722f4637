"""Addresses of training. A name is also the right and the audit verb, where the page does that verb."""

from django.urls import URLPattern, path

from training.views import classes, listing, papers, sheets

urlpatterns: list[URLPattern] = [
    path("", listing.classes, name="training.classes"),
    path("attendance/", listing.attendances, name="training.attendance.list"),
    path("new/", classes.create, name="training.class.create"),
    path("<int:class_id>/", classes.read, name="training.class.read"),
    path("<int:class_id>/edit/", classes.edit, name="training.class.edit"),
    path("<int:class_id>/close/", classes.close, name="training.class.close"),
    path("<int:class_id>/schools/<int:school_id>/", sheets.read, name="training.attendance.read"),
    path("<int:class_id>/schools/<int:school_id>/attendance/", sheets.record, name="training.attendance.record"),
    path("<int:class_id>/schools/<int:school_id>/papers/<slug:kind>/", papers.print_list, name="training.paper.print"),
    path(
        "<int:class_id>/schools/<int:school_id>/papers/<slug:kind>/pdf/", papers.list_file, name="training.paper.file"
    ),
    path(
        "<int:class_id>/schools/<int:school_id>/papers/<slug:kind>/pdf/make/",
        papers.publish_list,
        name="training.paper.publish",
    ),
    path(
        "<int:class_id>/schools/<int:school_id>/certificates/",
        papers.print_certificates,
        name="training.certificate.print",
    ),
    path(
        "<int:class_id>/schools/<int:school_id>/certificates/zip/",
        papers.certificate_files,
        name="training.certificate.file",
    ),
    path(
        "<int:class_id>/schools/<int:school_id>/certificates/make/",
        papers.publish_certificates,
        name="training.certificate.publish",
    ),
    path(
        "<int:class_id>/schools/<int:school_id>/certificates/<int:attendance_id>/",
        papers.certificate_file,
        name="training.certificate.one",
    ),
    path("<int:class_id>/schools/<int:school_id>/essays/", sheets.grade, name="training.essay.grade"),
]
