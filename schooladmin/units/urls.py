from django.urls import path

from schooladmin.units import views

urlpatterns = [
    path("", views.unit_list, name="units.unit.list"),
    path("<str:code>/", views.unit_detail, name="units.unit.detail"),
]
