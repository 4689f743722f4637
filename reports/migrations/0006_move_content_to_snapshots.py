"""Give every submitted report its first snapshot from the content that it carried itself."""

from typing import Any

from django.db import migrations


def move(apps: Any, schema_editor: Any) -> None:
    snapshots = apps.get_model("reports", "Snapshot")
    for report in apps.get_model("reports", "Report").objects.filter(state="submitted").select_related("round"):
        report.current_snapshot = snapshots.objects.create(
            unit_id=report.unit_id,
            report=report,
            quarter=report.quarter,
            number=1,
            data={"party": report.snapshot, "state": None},
            template_id=report.round.template_id,
            calendar_revision=report.snapshot["calendar_revision"],
            sha256=report.snapshot_hash,
            taken_at=report.submitted_at,
            taken_by_id=report.submitted_by_id,
        )
        report.save(update_fields=["current_snapshot"])


def put_back(apps: Any, schema_editor: Any) -> None:
    """The Party content of the present snapshot goes back into the report; what only snapshots hold is lost."""
    reports = apps.get_model("reports", "Report")
    for report in reports.objects.filter(current_snapshot__isnull=False).select_related("current_snapshot"):
        report.snapshot = report.current_snapshot.data["party"]
        report.snapshot_hash = report.current_snapshot.sha256
        report.current_snapshot = None
        report.save(update_fields=["snapshot", "snapshot_hash", "current_snapshot"])
    for snapshot in apps.get_model("reports", "Snapshot").objects.order_by("-number"):
        snapshot.delete()


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_snapshots")]
    operations = [migrations.RunPython(move, put_back)]
