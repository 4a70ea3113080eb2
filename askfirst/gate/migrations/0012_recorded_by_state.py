from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gate", "0011_how_we_are_received")]
    operations = [
        migrations.RemoveIndex(model_name="delivery", name="delivery_to_record"),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                fields=["state"], condition=models.Q(recorded_at=None), name="delivery_to_record"
            ),
        ),
    ]
