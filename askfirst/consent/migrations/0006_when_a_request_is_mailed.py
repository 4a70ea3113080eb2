import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consent', '0005_seal_the_ledger'),
    ]

    operations = [
        migrations.AddField(
            model_name='request',
            name='mail_after',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddIndex(
            model_name='request',
            index=models.Index(fields=['brand', '-asked_at'], name='consent_req_brand_i_bb83f5_idx'),
        ),
    ]
