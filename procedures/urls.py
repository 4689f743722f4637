"""Addresses of the counter. A name that does a verb is the verb."""

from django.urls import include, path

from procedures.views import desk, finding, intake, register

urlpatterns = [
    path("", include("procedures.papers.urls")),
    path("", include("procedures.transfers.urls")),
    path("", include("procedures.desk.urls")),
    path("", include("procedures.offline.urls")),
    path("", register.request_list, name="procedures.request.list"),
    path("accept/", intake.accept, name="procedures.request.accept"),
    path("accept/promise/", intake.promise, name="procedures.request.promise"),
    path("find/", finding.find, name="procedures.request.find"),
    path("<int:pk>/accepted/", intake.accepted, name="procedures.request.accepted"),
    path("<int:pk>/", desk.read, name="procedures.request.read"),
    path("<int:pk>/pause/", desk.pause, name="procedures.request.pause"),
    path("<int:pk>/resume/", desk.resume, name="procedures.request.resume"),
    path("<int:pk>/solve/", desk.solve, name="procedures.request.solve"),
    path("<int:pk>/ready/", desk.ready, name="procedures.request.ready"),
    path("<int:pk>/extend/", desk.extend, name="procedures.request.extend"),
    path("<int:pk>/reopen/", desk.reopen, name="procedures.request.reopen"),
    path("<int:pk>/return/", desk.give_back, name="procedures.request.return"),
    path("<int:pk>/refuse/", desk.refuse, name="procedures.request.refuse"),
    path("<int:pk>/withdraw/", desk.withdraw, name="procedures.request.withdraw"),
]
