"""Public addresses below ``/ho-so/``, printed on paper and in QR codes: short, and never to be changed."""

from django.urls import include, path, re_path

from procedures.public import views

urlpatterns = [
    path("", views.lookup, name="public.lookup"),
    path("ngon-ngu/", views.language, name="public.language"),
    path("truong/<str:code>/", views.lookup, name="public.lookup"),
    path("man-hinh/<str:token>/", views.lobby, name="public.lobby"),
    path("", include("procedures.transfers.public_urls")),
    path("<str:token>/y-kien/", views.rate, name="public.request.rate"),
    # Whatever stands here is a secret or nothing: every wrong one gets the same answer, with or without the slash.
    re_path(r"^(?P<token>[^/]+)/?$", views.read, name="public.request.read"),
]
