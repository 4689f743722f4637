from django.urls import URLPattern, path

from schooladmin.documents import views

urlpatterns: list[URLPattern] = [
    path("forms/<slug:code>/<slug:paper>.css", views.profile_style, name="documents.profile.style"),
]
