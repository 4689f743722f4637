"""Addresses of the reports."""

from django.urls import include, path

from reports.views import amendments, board, checking, comments, locks, papers, text, themes, workspace

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
    path("<int:pk>/comments/", comments.comment_write, name="reports.comment.write"),
    path("<int:pk>/comments/<int:comment_id>/", comments.comment_answer, name="reports.comment.answer"),
    path("<int:pk>/review/", text.review, name="reports.report.review"),
    path("<int:pk>/submit/", workspace.submit, name="reports.report.submit"),
    path("<int:pk>/preview/", workspace.preview, name="reports.report.preview"),
    path("<int:pk>/pdf/", workspace.download, name="reports.report.download"),
    path("<int:pk>/render/", workspace.render_again, name="reports.report.render"),
    path("<int:pk>/state/preview/", papers.state_preview, name="reports.state.preview"),
    path("<int:pk>/state/pdf/", papers.state_download, name="reports.state.download"),
    path("<int:pk>/state/render/", papers.state_render, name="reports.state.render"),
    path("<int:pk>/exceptions/", locks.exception_grant, name="reports.exception.grant"),
    path("<int:pk>/exceptions/<int:exception_id>/revoke/", locks.exception_revoke, name="reports.exception.revoke"),
    path("<int:pk>/amend/", amendments.amendment_propose, name="reports.amendment.propose"),
    path(
        "<int:pk>/amendments/<int:amendment_id>/approve/",
        amendments.amendment_approve,
        name="reports.amendment.approve",
    ),
    path(
        "<int:pk>/amendments/<int:amendment_id>/refuse/",
        amendments.amendment_refuse,
        name="reports.amendment.refuse",
    ),
    path("locks/", locks.locks, name="reports.locks"),
    path("templates/", papers.template_list, name="reports.templates"),
    path("check/", checking.paper_check, name="reports.paper.check"),
    path("board/", board.board, name="reports.board.read"),
    path("board/zip/", board.download_all, name="reports.board.download"),
    path("themes/", themes.theme_list, name="reports.themes"),
    path("themes/new/", themes.theme_create, name="reports.theme.create"),
    path("themes/<int:pk>/", themes.theme_read, name="reports.theme.read"),
    path("themes/<int:pk>/edit/", themes.theme_edit, name="reports.theme.edit"),
    path("themes/<int:pk>/publish/", themes.theme_publish, name="reports.theme.publish"),
    path("rounds/new/", themes.round_open, name="reports.round.open"),
    path("", include("reports.consolidated.urls")),
    path("", include("reports.meeting.urls")),
    path("", include("reports.month.urls")),
    path("", include("reports.sheets.urls")),
]
