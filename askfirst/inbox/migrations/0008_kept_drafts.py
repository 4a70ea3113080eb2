from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('brand', '0005_teams'),
        ('inbox', '0007_answers_and_until'),
    ]

    operations = [
        migrations.AddField(
            model_name='unsent',
            name='files',
            field=models.ManyToManyField(to='brand.storedfile'),
        ),
        migrations.AddField(
            model_name='unsent',
            name='other',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='unsent',
            name='sent_key',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='unsent',
            name='version',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
