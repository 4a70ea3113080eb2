from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("work", "0005_batches_speak_every_language")]

    operations = [
        migrations.AddField(
            model_name="view",
            name="before",
            field=models.CharField(max_length=1000, null=True),
        ),
    ]
