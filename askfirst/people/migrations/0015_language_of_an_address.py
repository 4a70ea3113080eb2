from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0014_by_which_address'),
    ]

    operations = [
        migrations.AddField(
            model_name='handle',
            name='language',
            field=models.CharField(blank=True, max_length=12),
        ),
    ]
