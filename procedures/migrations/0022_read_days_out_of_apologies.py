"""Move the day that an apology named out of the last line of its note, where it was kept until now."""

from datetime import date

from django.db import migrations

VERB = "procedures.request.apologise"
LINE = "Dự kiến có kết quả: "


def forwards(apps, schema_editor):
    for event in apps.get_model("procedures", "RequestEvent").objects.filter(verb=VERB, expected_on=None):
        cause, _break, last = event.note.rpartition("\n")
        if last.startswith(LINE):
            day, month, year = map(int, last.removeprefix(LINE).split("/"))
            event.note, event.expected_on = cause, date(year, month, day)
            event.save(update_fields=["note", "expected_on"])


def backwards(apps, schema_editor):
    for event in apps.get_model("procedures", "RequestEvent").objects.filter(verb=VERB, expected_on__isnull=False):
        event.note, event.expected_on = f"{event.note}\n{LINE}{event.expected_on:%d/%m/%Y}", None
        event.save(update_fields=["note", "expected_on"])


class Migration(migrations.Migration):
    dependencies = [("procedures", "0021_apologies_name_a_day")]

    operations = [migrations.RunPython(forwards, backwards)]
