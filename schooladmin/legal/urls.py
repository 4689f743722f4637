from django.urls import URLPattern, path

from schooladmin.legal import views

urlpatterns: list[URLPattern] = [
    path("", views.document_list, name="legal.document.list"),
    path("<int:pk>/", views.document_detail, name="legal.document.read"),
]
