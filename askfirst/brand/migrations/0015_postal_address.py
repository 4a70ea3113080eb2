from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("brand", "0014_news_of_campaigns")]

    operations = [
        migrations.AddField(
            model_name="brand",
            name="postal_address",
            field=models.CharField(blank=True, default="", max_length=300),
        ),
    ]
