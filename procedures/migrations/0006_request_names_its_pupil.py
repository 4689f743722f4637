import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("procedures", "0005_every_request_has_a_token"),
        ("pupils", "0001_register"),
    ]

    operations = [
        migrations.AddField(
            model_name="request",
            name="pupil",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requests",
                to="pupils.pupil",
            ),
        ),
    ]
