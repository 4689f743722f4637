"""The public address of a letter, below ``/ho-so/``."""

from django.urls import path

from procedures.transfers import confirming

urlpatterns = [path("xac-nhan/<str:token>/", confirming.confirm, name="public.transfer.confirm")]
