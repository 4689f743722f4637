"""Public addresses below ``/v/``, printed in the codes of papers: short, and never to be changed."""

from django.urls import path, re_path

from schooladmin.documents.issuing import public_views as views

urlpatterns = [
    path("", views.start, name="documents.verify"),
    path("tep/", views.check, name="documents.verify.file"),
    # Whatever stands here is a code or nothing, with or without the slash.
    re_path(r"^(?P<code>[^/]+)/?$", views.read, name="documents.verify.read"),
]
