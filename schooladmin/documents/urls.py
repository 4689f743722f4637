from django.urls import URLPattern, URLResolver, include, path

from schooladmin.documents import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("forms/<slug:code>/<slug:paper>.css", views.profile_style, name="documents.profile.style"),
    path("batches/", include("schooladmin.documents.batches.urls")),
    path("portals/", include("schooladmin.documents.portals.urls")),
    path("", include("schooladmin.documents.signing.urls")),
    path("", include("schooladmin.documents.issuing.urls")),
]
