"""Addresses of the desk, below those of the requests."""

from django.urls import path

from procedures.desk import views

urlpatterns = [
    path("decisions/", views.decisions, name="procedures.decision.list"),
    path("bulk/", views.bulk, name="procedures.request.bulk"),
    path("delegations/", views.delegations, name="procedures.delegation.list"),
    path("delegations/<int:unit_id>/add/", views.delegation_create, name="procedures.delegation.create"),
    path("delegations/<int:pk>/revoke/", views.delegation_revoke, name="procedures.delegation.revoke"),
    path("<int:pk>/agree/", views.agree, name="procedures.decision.agree"),
    path("<int:pk>/send-back/", views.send_back, name="procedures.request.send_back"),
    path("<int:pk>/prepare/", views.prepare, name="procedures.request.prepare"),
    path("<int:pk>/hand-over/", views.hand_over, name="procedures.request.hand_over"),
    path("<int:pk>/take/", views.take, name="procedures.request.take"),
]
