"""Ship which work proves which point and which indicator; backwards removes the rules."""

from django.db import migrations

from reform.indicator_catalogue import BEGINS, OUTLINE, PROOF_RULES


def fill(apps, schema_editor):
    areas = dict(apps.get_model("reform", "Area").objects.values_list("code", "pk"))
    indicators = dict(apps.get_model("reform", "Indicator").objects.values_list("code", "pk"))
    rule = apps.get_model("reform", "ProofRule")
    rule.objects.bulk_create(
        rule(
            work_kind=kind,
            work_detail=detail,
            area_id=areas[place[0]],
            sub_item_code="" if "-" in place else place,
            indicator_id=indicators.get(place),
            valid_from=BEGINS,
            basis=OUTLINE,
        )
        for kind, detail, place in PROOF_RULES
    )


def empty(apps, schema_editor):
    rows = apps.get_model("reform", "ProofRule").objects.filter(basis=OUTLINE)
    rows._raw_delete(rows.db)


class Migration(migrations.Migration):
    dependencies = [("reform", "0007_proofs_of_values")]
    operations = [migrations.RunPython(fill, empty)]
