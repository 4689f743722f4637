from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reports", "0013_move_narratives_to_paragraphs")]

    operations = [migrations.DeleteModel(name="Narrative")]
