"""Give every field the feeds that fill it: until now two flags decided, and feeds were only shown."""

from typing import Any

from django.db import migrations

from reports.catalogue import FEEDS, PROCEDURE_FEEDS, TRAINING_FEEDS

RESULTS = ("results", "", "")


def fill(apps: Any, schema_editor: Any) -> None:
    for field in _fields(apps):
        rows = [RESULTS]
        rows += PROCEDURE_FEEDS if field.shows_procedures else ()
        rows += TRAINING_FEEDS if field.shows_training else ()
        if field.area_code:
            rows.append(("indicator", f"reform.area.{field.area_code}", "indicators"))
        _feed(apps, field, rows)


def only_show(apps: Any, schema_editor: Any) -> None:
    """The feeds as they were shipped, and the flags as the tables of the fields say."""
    for field in _fields(apps):
        tables = set(field.feeds.filter(kind="table").values_list("key", flat=True))
        field.shows_procedures, field.shows_training = "procedures" in tables, "training" in tables
        field.save(update_fields=["shows_procedures", "shows_training"])
        _feed(apps, field, [RESULTS, *(row[1:] for row in FEEDS if row[0] == field.key)])


def _fields(apps: Any) -> Any:
    return apps.get_model("reports", "TemplateField").objects.filter(parent__isnull=True)


def _feed(apps: Any, field: Any, rows: Any) -> None:
    feeds = apps.get_model("reports", "Feed").objects
    feeds.filter(field=field).delete()
    for order, (kind, key, sentence) in enumerate(rows, 1):
        feeds.create(field=field, order=order, kind=kind, key=key, sentence=sentence)


class Migration(migrations.Migration):
    dependencies = [("reports", "0018_feeds_name_tables_and_sentences")]
    operations = [migrations.RunPython(fill, only_show)]
