"""Ship the indicators with their words, and the sorts of digital systems; backwards removes them."""

from django.db import migrations

from reform.indicator_catalogue import BEGINS, INDICATORS, OUTLINE, SYSTEM_KINDS


def fill(apps, schema_editor):
    areas = dict(apps.get_model("reform", "Area").objects.values_list("code", "pk"))
    for place, entry in enumerate(INDICATORS, start=1):
        indicator, is_new = apps.get_model("reform", "Indicator").objects.get_or_create(
            code=entry.code,
            defaults={
                "area_id": areas[entry.sub_item.split(".")[0]],
                "sub_item_code": entry.sub_item,
                "order": place,
                "kind": entry.kind,
                "measure": entry.measure,
                "direction": entry.direction,
                "aggregation": entry.aggregation,
                "source": "computed" if entry.fact_key else "typed",
                "fact_key": entry.fact_key,
                "rhythm": entry.rhythm,
                "per_system": entry.per_system,
            },
        )
        if is_new:
            apps.get_model("reform", "IndicatorVersion").objects.create(
                indicator=indicator,
                name=entry.name,
                name_en=entry.english,
                hint=entry.hint,
                valid_from=BEGINS,
                basis=entry.basis,
            )
    for place, (code, name, english) in enumerate(SYSTEM_KINDS, start=1):
        apps.get_model("reform", "SystemKind").objects.get_or_create(
            code=code,
            valid_from=BEGINS,
            defaults={"order": place, "name": name, "name_en": english, "basis": OUTLINE},
        )


def empty(apps, schema_editor):
    codes = [entry.code for entry in INDICATORS]
    version, indicator = apps.get_model("reform", "IndicatorVersion"), apps.get_model("reform", "Indicator")
    shipped = list(indicator.objects.filter(code__in=codes).values_list("pk", flat=True))
    for rows in (
        version.objects.filter(indicator_id__in=shipped),
        indicator.objects.filter(pk__in=shipped),
        apps.get_model("reform", "SystemKind").objects.filter(code__in=[row[0] for row in SYSTEM_KINDS]),
    ):
        rows._raw_delete(rows.db)  # the database refuses where a school has already logged values


class Migration(migrations.Migration):
    dependencies = [("reform", "0003_indicators_and_systems")]
    operations = [migrations.RunPython(fill, empty)]
