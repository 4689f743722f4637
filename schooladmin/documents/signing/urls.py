from django.urls import URLPattern, path

from schooladmin.documents.signing import views

urlpatterns: list[URLPattern] = [
    path("signatures/", views.signature_check, name="documents.signature.check"),
    path("files/<uuid:public_id>/signed/", views.copy_add, name="documents.signed.add"),
    path("files/<uuid:public_id>/seal/", views.copy_seal, name="documents.signed.seal"),
    path("signed/<uuid:public_id>/", views.copy_read, name="documents.signed.read"),
    path("signed/<uuid:public_id>/file/", views.copy_download, name="documents.signed.download"),
    path("anchors/", views.anchor_list, name="documents.anchor.list"),
    path("anchors/add/", views.anchor_add, name="documents.anchor.add"),
    path("anchors/<int:pk>/end/", views.anchor_end, name="documents.anchor.end"),
]
