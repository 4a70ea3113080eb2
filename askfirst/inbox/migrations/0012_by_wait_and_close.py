"""Each tab in the orders of who has waited longest and of what closes soonest is one walk along an index."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("inbox", "0011_drafts_of_public_answers")]

    operations = [
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("waiting_since__isnull", False)),
                fields=["brand", "stage", "waiting_since", "id"],
                name="thread_by_wait",
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("waiting_since__isnull", False)),
                fields=["brand", "assignee", "stage", "waiting_since", "id"],
                name="thread_by_wait_for",
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("closes_at__isnull", False)),
                fields=["brand", "stage", "closes_at", "id"],
                name="thread_by_close",
            ),
        ),
    ]
