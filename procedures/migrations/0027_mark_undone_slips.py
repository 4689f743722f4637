"""The slips that were undone before they had a mark of their own: closed by the undoing, not by an applicant."""

from typing import Any

from django.db import migrations

UNDO = "procedures.batch.undo"


def mark(apps: Any, schema_editor: Any) -> None:
    events = apps.get_model("procedures", "RequestEvent").objects.filter(verb=UNDO, to_state="withdrawn")
    requests = apps.get_model("procedures", "Request").objects
    requests.filter(state="withdrawn", pk__in=events.values("request_id")).update(is_slip=True)


def unmark(apps: Any, schema_editor: Any) -> None:
    apps.get_model("procedures", "Request").objects.filter(is_slip=True).update(is_slip=False)


class Migration(migrations.Migration):
    dependencies = [("procedures", "0026_undone_slips")]

    operations = [migrations.RunPython(mark, unmark)]
