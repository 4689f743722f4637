from django.urls import path

from schooladmin.audit import views

urlpatterns = [path("", views.entry_list, name="audit.entry.list")]
