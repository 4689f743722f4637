"""Addresses. Names are the vocabulary: the address, the right, the audit verb and the test case share one."""

from allauth.account import views as account
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.i18n import set_language

from procedures.offline.views import worker
from schooladmin.home import views as home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("healthz", home.healthz, name="healthz"),
    path("language/", set_language, name="set_language"),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("password/", account.password_change, name="account_change_password"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("jobs/", include("schooladmin.jobs.urls")),
    path("units/", include("schooladmin.units.urls")),
    path("", include("schooladmin.administration.urls")),
    path("calendar/", include("schooladmin.calendars.urls")),
    path("legal/", include("schooladmin.legal.urls")),
    path("documents/", include("schooladmin.documents.urls")),
    re_path(r"^[vV]/", include("schooladmin.documents.issuing.public_urls")),  # printed in capitals in codes
    path("evidence/", include("schooladmin.evidence.urls")),
    path("audit/", include("schooladmin.audit.urls")),
    path("notices/", include("schooladmin.notices.urls")),
    path("pupils/", include("pupils.urls")),
    path("requests/", include("procedures.urls")),
    path("batches/", include("procedures.batch.urls")),
    path("", include("procedures.online.urls")),
    path("ho-so/", include("procedures.public.urls")),
    path("", include("procedures.public.staff_urls")),
    path("statistics/", include("procedures.statistics.urls")),
    path("offline-sw.js", worker, name="procedures.offline.worker"),
    path("training/", include("training.urls")),
    path("reform/", include("reform.urls")),
    path("reports/", include("reports.urls")),
]

handler403 = "schooladmin.home.views.forbidden"
handler404 = "schooladmin.home.views.not_found"
handler500 = "schooladmin.home.views.server_error"
