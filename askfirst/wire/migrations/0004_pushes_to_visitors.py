import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gate', '0007_by_hand'),
        ('people', '0016_devices_of_visitors'),
        ('wire', '0003_pulls_and_enclosures'),
    ]

    operations = [
        migrations.CreateModel(
            name='VisitorPush',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='gate.delivery')),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pushes', to='people.visitordevice')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='visitor_push_due')],
                'constraints': [models.UniqueConstraint(fields=('device', 'delivery'), name='visitor_push_once')],
            },
        ),
    ]
