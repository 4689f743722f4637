import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import schooladmin.core.fields


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("reports", "0021_fields_without_flags"),
        ("units", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consolidation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quarter", models.CharField(max_length=7, verbose_name="Quý")),
                ("number", models.PositiveSmallIntegerField(verbose_name="Bản")),
                ("data", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("made_by_label", schooladmin.core.fields.LineField(max_length=120)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="reports.consolidation",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"),
                ),
            ],
            options={
                "ordering": ["-quarter", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "quarter", "number"), name="consolidation_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number", 1), ("replaces__isnull", True)),
                            models.Q(("number__gt", 1), ("replaces__isnull", False)),
                            _connector="OR",
                        ),
                        name="consolidation_names_what_it_replaces",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("replaces", models.F("id")), _negated=True),
                        name="consolidation_replaces_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="consolidation_has_its_sum"
                    ),
                ],
            },
        ),
    ]
