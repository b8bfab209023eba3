"""A mail counts its failures apart from its attempts: a crash in the middle need not be its fault."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("store", "0003_contract_replaces")]  # noqa: RUF012 - Tortoise declares it so

    operations = [  # noqa: RUF012 - Tortoise declares it so
        ops.AddField(model_name="Inbound", name="failures", field=fields.IntField(db_default=0)),
    ]
