"""Enter the calendar years 2019–2028, the usual office hours and the windows that reports are cut by."""

from django.db import migrations
from django.utils import timezone

from schooladmin.calendars import catalogue

REASON = f"{catalogue.FIRST_YEAR}–{catalogue.LAST_YEAR}"


def enter(apps, schema_editor):
    def rows(name):
        return apps.get_model("calendars", name).objects

    years = range(catalogue.FIRST_YEAR, catalogue.LAST_YEAR + 1)
    catalogue.enter_years(years, days=rows("CalendarDay"), calendar_years=rows("CalendarYear"))
    catalogue.enter_rules(office_hours=rows("OfficeHours"), windows=rows("ReportingWindow"))
    rows("CalendarRevision").create(at=timezone.now(), reason=REASON)


def take_out(apps, schema_editor):
    def rows(name):
        return apps.get_model("calendars", name).objects

    last = catalogue.LAST_YEAR
    rows("CalendarDay").filter(date__year__gte=catalogue.FIRST_YEAR, date__year__lte=last).delete()
    rows("CalendarYear").filter(year__gte=catalogue.FIRST_YEAR, year__lte=last).delete()
    hours = catalogue.OFFICE_HOURS
    rows("OfficeHours").filter(valid_from=hours["valid_from"], basis=hours["basis"]).delete()
    for window in catalogue.WINDOWS:
        rows("ReportingWindow").filter(report_kind=window["report_kind"], valid_from=window["valid_from"]).delete()
    rows("CalendarRevision").filter(reason=REASON).delete()


class Migration(migrations.Migration):
    dependencies = [("calendars", "0001_initial")]

    operations = [migrations.RunPython(enter, take_out)]
