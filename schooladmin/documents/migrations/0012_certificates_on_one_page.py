from django.db import migrations

_BEFORE = {"line": 24, "gap": 7}
_AFTER = {"margins": {"top": 15, "right": 20, "bottom": 15, "left": 20}, "line": 22, "gap": 6}


def tighten(apps, schema_editor):
    """Change the rows that are as they were shipped; whatever somebody set otherwise stays."""
    for row in apps.get_model("documents", "DocumentKind").objects.filter(code="certificate"):
        if "margins" not in row.form and _BEFORE.items() <= row.form.items():
            row.form |= _AFTER
            row.save(update_fields=["form"])


def loosen(apps, schema_editor):
    for row in apps.get_model("documents", "DocumentKind").objects.filter(code="certificate"):
        if _AFTER.items() <= row.form.items():
            row.form = {key: value for key, value in row.form.items() if key != "margins"} | _BEFORE
            row.save(update_fields=["form"])


class Migration(migrations.Migration):
    """Certificates of classes with long names went on to a second page."""

    dependencies = [("documents", "0011_consolidated_kinds")]

    operations = [migrations.RunPython(tighten, loosen)]
