from django.urls import path

from schooladmin.calendars import views

urlpatterns = [
    path("", views.year, name="calendars.day.list"),
    path("<int:number>/", views.year, name="calendars.day.year"),
    path("working-days/", views.term, name="calendars.term.compute"),
]
