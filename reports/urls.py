"""Addresses of the reports."""

from django.urls import include, path

from reports.views import board, checking, text, themes, workspace

urlpatterns = [
    path("", workspace.report_list, name="reports.list"),
    path("<int:pk>/", workspace.read, name="reports.report.read"),
    path("<int:pk>/fields/<slug:key>/", text.edit_narrative, name="reports.narrative.edit"),
    path("<int:pk>/fields/<slug:key>/check/", checking.field_check, name="reports.field.check"),
    path("<int:pk>/document/", workspace.edit_document, name="reports.report.edit"),
    path("<int:pk>/commitments/", workspace.commitment_add, name="reports.commitment.add"),
    path(
        "<int:pk>/commitments/<int:commitment_id>/remove/",
        workspace.commitment_remove,
        name="reports.commitment.remove",
    ),
    path("<int:pk>/reasons/", text.give_reason, name="reports.explanation.give"),
    path("<int:pk>/figures/", text.override, name="reports.figure.override"),
    path("<int:pk>/comments/", text.comment_write, name="reports.comment.write"),
    path("<int:pk>/comments/<int:comment_id>/", text.comment_answer, name="reports.comment.answer"),
    path("<int:pk>/review/", text.review, name="reports.report.review"),
    path("<int:pk>/submit/", workspace.submit, name="reports.report.submit"),
    path("<int:pk>/preview/", workspace.preview, name="reports.report.preview"),
    path("<int:pk>/pdf/", workspace.download, name="reports.report.download"),
    path("<int:pk>/render/", workspace.render_again, name="reports.report.render"),
    path("board/", board.board, name="reports.board.read"),
    path("board/zip/", board.download_all, name="reports.board.download"),
    path("themes/", themes.theme_list, name="reports.themes"),
    path("themes/new/", themes.theme_create, name="reports.theme.create"),
    path("themes/<int:pk>/", themes.theme_read, name="reports.theme.read"),
    path("themes/<int:pk>/edit/", themes.theme_edit, name="reports.theme.edit"),
    path("themes/<int:pk>/publish/", themes.theme_publish, name="reports.theme.publish"),
    path("rounds/new/", themes.round_open, name="reports.round.open"),
    path("", include("reports.meeting.urls")),
]
