"""An index for the counts of `mailflow status`, which otherwise read the whole outbox."""

from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]  # noqa: RUF012 - Tortoise declares it so

    operations = [  # noqa: RUF012 - Tortoise declares it so
        ops.AddIndex(model_name="Letter", index=Index(fields=["state"], name="outbox_state")),
    ]
