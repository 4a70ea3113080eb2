from django.db import migrations, models
from django.db.models import F


def all_seen(apps, schema_editor):
    """Nobody is told now of what was answered before this was kept."""
    comments = apps.get_model("wall", "Comment").objects.exclude(delivery=None)
    comments.update(seen_at=F("said_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('wall', '0011_spam'),
    ]

    operations = [
        migrations.AddField(
            model_name='comment',
            name='seen_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('delivery__isnull', False), ('seen_at', None)), fields=['said_at'], name='answer_not_seen'),
        ),
        migrations.RunPython(all_seen, migrations.RunPython.noop),
    ]
