from django.db import migrations
from django.db.models import F


def publish(apps, schema_editor):
    """Until now everything but questions of other networks stood on its wall from the moment it was said."""
    apps.get_model("wall", "Post").objects.exclude(kind="ask").update(published_at=F("said_at"))


class Migration(migrations.Migration):
    # By itself: PostgreSQL alters no table whose rows this transaction has changed.
    dependencies = [("wall", "0007_open_places_and_questions")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
