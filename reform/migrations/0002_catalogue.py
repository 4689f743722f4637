"""Fill the areas of reform and their points; backwards removes them."""

from django.db import migrations

from reform.catalogue import EXTRA_FIELDS, POINTS, VERSIONS


def fill(apps, schema_editor):
    area_model = apps.get_model("reform", "Area")
    areas = {}
    for code in dict.fromkeys(version.code for version in VERSIONS):
        kind = "extra_field" if code in EXTRA_FIELDS else "area"
        areas[code] = area_model.objects.create(code=code, kind=kind)
    for version in VERSIONS:
        apps.get_model("reform", "AreaVersion").objects.create(
            area=areas[version.code],
            order=int(version.code),
            official_name=version.official,
            official_name_en=version.english,
            local_name=version.local,
            valid_from=version.begins,
            valid_to=version.ends,
            basis=version.basis,
        )
    for point in POINTS:
        apps.get_model("reform", "SubItem").objects.create(
            area=areas[point.code.split(".")[0]],
            code=point.code,
            name=point.name,
            name_en=point.english,
            valid_from=point.begins,
            valid_to=point.ends,
            basis=point.basis,
        )


def empty(apps, schema_editor):
    for model in ("SubItem", "AreaVersion", "Area"):
        apps.get_model("reform", model).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("reform", "0001_initial")]
    operations = [migrations.RunPython(fill, empty)]
