from django.db import migrations

from askfirst.brand.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_first")]
    operations = [
        append_only("campaigns_version", "campaigns_review", "campaigns_test", "campaigns_click"),
    ]
