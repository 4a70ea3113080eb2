from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('drafts', '0002_who_wrote_it')]

    operations = [
        migrations.AddField(
            model_name='draft',
            name='scheduled_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='draft',
            name='state',
            field=models.CharField(choices=[('written', 'Being written'), ('scheduled', 'Waiting for its hour'), ('waiting', 'Waiting for approval'), ('released', 'Released'), ('refused', 'Not allowed'), ('withdrawn', 'Taken back')], default='written', max_length=10),
        ),
        migrations.AddIndex(
            model_name='draft',
            index=models.Index(condition=models.Q(('state', 'scheduled')), fields=['scheduled_at'], name='draft_scheduled'),
        ),
    ]
