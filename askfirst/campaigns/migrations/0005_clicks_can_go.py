from django.db import migrations

from askfirst.brand.append_only import no_longer_append_only


class Migration(migrations.Migration):
    """Which links somebody followed goes when they are forgotten, and what was a program's shows a moment later."""

    dependencies = [('campaigns', '0004_tests_are_mailed_once')]

    operations = [no_longer_append_only('campaigns_click')]
