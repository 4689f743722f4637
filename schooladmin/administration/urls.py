from datetime import date

from django.urls import path, register_converter

from schooladmin.administration.views import calendar, members


class DayConverter:
    """A day in an address: 2026-11-24."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")

urlpatterns = [
    path("staff/", members.member_list, name="staffing.member.list"),
    path("staff/<str:code>/add/", members.member_add, name="staffing.member.add"),
    path("staff/<int:pk>/end/", members.member_end, name="staffing.member.end"),
    path("staff/<int:pk>/password/", members.member_reset_password, name="staffing.member.reset_password"),
    path("calendar/<int:number>/add/", calendar.day_add, name="calendars.day.add"),
    path("calendar/<day:day>/", calendar.day_edit, name="calendars.day.edit"),
    path("calendar/<day:day>/remove/", calendar.day_remove, name="calendars.day.remove"),
    path("calendar/<int:number>/open/", calendar.year_open, name="calendars.year.open"),
]
