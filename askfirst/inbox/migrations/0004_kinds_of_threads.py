from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def name_mails(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Every thread that there was is a private one; those of mailboxes are mails."""
    apps.get_model("inbox", "Thread").objects.filter(channel__network="email").update(kind="email")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("inbox", "0003_threads_of_every_kind")]
    operations: ClassVar = [migrations.RunPython(name_mails, migrations.RunPython.noop)]
