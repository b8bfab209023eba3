"""A contract knows which version stands again if it is refused."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("store", "0002_outbox_due")]  # noqa: RUF012 - Tortoise declares it so

    operations = [  # noqa: RUF012 - Tortoise declares it so
        ops.AddField(model_name="Contract", name="replaces", field=fields.IntField(null=True)),
    ]
