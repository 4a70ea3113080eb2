import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('brand', '0011_what_each_wants_to_hear_of'),
        ('people', '0015_language_of_an_address'),
    ]

    operations = [
        migrations.CreateModel(
            name='VisitorDevice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('endpoint', models.CharField(max_length=600, unique=True)),
                ('key', models.CharField(max_length=100)),
                ('secret', models.CharField(max_length=40)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('reached_at', models.DateTimeField(null=True)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='brand.brand')),
                ('handle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='devices', to='people.handle')),
            ],
        ),
    ]
