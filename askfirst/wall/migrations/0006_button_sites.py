from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("wall", "0005_once_per_channel")]

    operations = [
        migrations.AddField(model_name="page", name="button_sites", field=models.JSONField(default=list)),
    ]
