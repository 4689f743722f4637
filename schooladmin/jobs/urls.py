from django.urls import URLPattern, path

from schooladmin.jobs import views

urlpatterns: list[URLPattern] = [
    path("", views.job_list, name="jobs.list"),
    path("<uuid:pk>/", views.job_detail, name="jobs.job.read"),
    path("<uuid:pk>/progress/", views.job_progress, name="jobs.job.progress"),
    path("<uuid:pk>/retry/", views.job_retry, name="jobs.job.retry"),
]
