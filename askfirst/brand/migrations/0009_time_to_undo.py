from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('brand', '0008_named_in_a_note')]

    operations = [
        migrations.AddField(
            model_name='brand',
            name='undo_seconds',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='member',
            name='undo_seconds',
            field=models.PositiveSmallIntegerField(null=True),
        ),
    ]
