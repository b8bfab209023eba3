"""One index for the two questions about the whole outbox: which letters are due, and how many are in which state."""

from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]  # noqa: RUF012 - Tortoise declares it so

    operations = [  # noqa: RUF012 - Tortoise declares it so
        ops.AddIndex(model_name="Letter", index=Index(fields=["state", "not_before"], name="outbox_due")),
    ]
