"""Ship the days on which schools are reminded while their office has entered none."""

from typing import Any

from django.db import migrations

from reports.month.catalogue import REMINDERS


def ship(apps: Any, schema_editor: Any) -> None:
    apps.get_model("reports", "ReminderRule").objects.create(**REMINDERS)


def withdraw(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("reports", "ReminderRule").objects
    rows.filter(organ__isnull=True, valid_from=REMINDERS["valid_from"]).delete()


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_party_meetings_and_months")]
    operations = [migrations.RunPython(ship, withdraw)]
