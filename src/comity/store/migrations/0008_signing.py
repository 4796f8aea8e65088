import comity.store.models.machinery
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0007_duties_not_done'),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseSignOff',
            fields=[
                ('id', comity.store.models.machinery.KeyField(max_length=64, primary_key=True, serialize=False)),
                ('matter_id', comity.store.models.machinery.KeyField(db_index=True, max_length=32)),
                ('pack', models.CharField(max_length=80)),
                ('pack_digest', models.CharField(max_length=80)),
                ('day', models.DateField()),
                ('key', models.CharField(max_length=80)),
                ('digest', models.CharField(max_length=80)),
                ('value', models.TextField()),
                ('verdict', models.CharField(max_length=20)),
                ('words', models.TextField()),
                ('signed_at', models.DateTimeField()),
                ('signed_by', models.CharField(max_length=150)),
                ('position', models.PositiveIntegerField()),
            ],
            options={
                'ordering': ('-position',),
                'indexes': [models.Index(fields=['pack', 'key'], name='sign_off_of_case')],
            },
        ),
    ]
