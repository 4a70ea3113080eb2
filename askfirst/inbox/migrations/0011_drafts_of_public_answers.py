from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0010_by_day")]

    operations = [
        migrations.AddField(
            model_name="unsent",
            name="about",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="unsent",
            name="mode",
            field=models.CharField(
                choices=[
                    ("reply", "Reply"),
                    ("public", "Public answer"),
                    ("private", "Private answer"),
                    ("note", "Note"),
                ],
                max_length=7,
            ),
        ),
    ]
