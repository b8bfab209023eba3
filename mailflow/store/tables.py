"""The tables. These models are the truth about the schema: migrations are made from them and checked against them.

Columns named `sealed…` or `wrapped…` hold bytes that only the Vault opens: nothing that anyone wrote is legible at
rest. Instants are UTC. Lists of short codes or numbers are JSON text, which both databases keep alike.

The classes have comments and no docstrings: Tortoise would write those into the database as comments of the tables,
and ask for a migration whenever one is reworded.
"""

from tortoise import fields
from tortoise.fields import CASCADE
from tortoise.indexes import Index, PartialIndex
from tortoise.models import Model


# Someone with an address. `address` is the one we write to, in lower case.
class Person(Model):
    id = fields.IntField(primary_key=True)
    name = fields.TextField()
    address = fields.CharField(max_length=320, unique=True)
    aliases = fields.TextField()
    zone = fields.TextField()
    locale = fields.TextField()
    language = fields.TextField()
    working_days = fields.TextField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "people"


# Every address that a person writes from, aliases included: one address, one person.
class Address(Model):
    address = fields.CharField(max_length=320, primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("store.Person", on_delete=CASCADE)

    class Meta:
        table = "addresses"
        indexes = (Index(fields=("person_id",), name="addresses_person"),)


# One manager and one report. Destroying `wrapped_key` makes all that is sealed for the pair unreadable.
class Pair(Model):
    id = fields.IntField(primary_key=True)
    manager: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "store.Person", related_name="as_manager", on_delete=CASCADE
    )
    report: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "store.Person", related_name="as_report", on_delete=CASCADE
    )
    status = fields.CharField(max_length=16)
    stopped_by = fields.CharField(max_length=16, null=True)
    serial = fields.IntField()
    version = fields.IntField()
    wrapped_key = fields.BinaryField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "pairs"
        unique_together = (("manager_id", "report_id"),)
        indexes = (Index(fields=("report_id",), name="pairs_report"),)


class Conversation(Model):
    id = fields.IntField(primary_key=True)
    pair: fields.ForeignKeyRelation[Pair] = fields.ForeignKeyField("store.Pair", on_delete=CASCADE)
    number = fields.IntField()
    status = fields.CharField(max_length=16)
    kind = fields.CharField(max_length=16)
    start = fields.DatetimeField(null=True)
    minutes = fields.IntField()
    sequence = fields.IntField()

    class Meta:
        table = "conversations"
        unique_together = (("pair_id", "number"),)


# A version of a contract; `sealed` holds its review items and open questions.
class Contract(Model):
    id = fields.IntField(primary_key=True)
    pair: fields.ForeignKeyRelation[Pair] = fields.ForeignKeyField("store.Pair", on_delete=CASCADE)
    version = fields.IntField()
    status = fields.CharField(max_length=16)
    conversation = fields.IntField(null=True)
    replaces = fields.IntField(null=True)
    said_yes = fields.TextField()
    asked_for_dates = fields.BooleanField()
    agreed_at = fields.DatetimeField(null=True)
    first_agreed_at = fields.DatetimeField(null=True)
    sealed = fields.BinaryField()

    class Meta:
        table = "contracts"
        unique_together = (("pair_id", "version"),)


# A commitment within the version `contract`; `number` stays from version to version.
class Commitment(Model):
    id = fields.BigIntField(primary_key=True)
    pair: fields.ForeignKeyRelation[Pair] = fields.ForeignKeyField("store.Pair", on_delete=CASCADE)
    contract = fields.IntField()
    number = fields.IntField()
    position = fields.IntField()
    owner = fields.CharField(max_length=16)
    due = fields.DateField(null=True)
    flags = fields.TextField()
    status = fields.CharField(max_length=16)
    standing = fields.CharField(max_length=16)
    moved = fields.IntField()
    dated_at = fields.DatetimeField(null=True)
    sealed = fields.BinaryField()

    class Meta:
        table = "commitments"
        unique_together = (("pair_id", "contract", "number"),)


class Ask(Model):
    id = fields.BigIntField(primary_key=True)
    pair: fields.ForeignKeyRelation[Pair] = fields.ForeignKeyField("store.Pair", on_delete=CASCADE)
    number = fields.IntField()
    kind = fields.CharField(max_length=32)
    addressee = fields.CharField(max_length=16)
    opened_at = fields.DatetimeField()
    status = fields.CharField(max_length=16)
    version = fields.IntField(null=True)
    conversation = fields.IntField(null=True)
    shown = fields.TextField()
    wait_until = fields.DateField(null=True)

    class Meta:
        table = "asks"
        unique_together = (("pair_id", "number"),)


class Timer(Model):
    id = fields.BigIntField(primary_key=True)
    pair: fields.ForeignKeyRelation[Pair] = fields.ForeignKeyField("store.Pair", on_delete=CASCADE)
    key = fields.CharField(max_length=255)
    at = fields.DatetimeField()
    status = fields.CharField(max_length=16)

    class Meta:
        table = "timers"
        unique_together = (("pair_id", "key"),)
        indexes = (PartialIndex(fields=("at",), name="timers_due", condition={"status": "pending"}),)


# The manager's notes (`kind` "note") and the report's reflections ("reflection") and answers to the pulse
# ("pulse"), in the order of the pair's.
class PrivateNote(Model):
    id = fields.BigIntField(primary_key=True)
    pair: fields.ForeignKeyRelation[Pair] = fields.ForeignKeyField("store.Pair", on_delete=CASCADE)
    kind = fields.CharField(max_length=16)
    position = fields.IntField()
    number = fields.IntField()
    sealed = fields.BinaryField()

    class Meta:
        table = "private_notes"
        unique_together = (("pair_id", "kind", "position"),)


# One mail that came in. Sealed with the service's key while no pair is known, with the pair's key from then on.
class Inbound(Model):
    id = fields.CharField(max_length=32, primary_key=True)
    message_id = fields.TextField()
    received_at = fields.DatetimeField()
    source = fields.CharField(max_length=32)
    sender = fields.TextField()
    recipients = fields.TextField()
    state = fields.CharField(max_length=16)
    reason = fields.TextField()
    attempts = fields.IntField()
    failures = fields.IntField(db_default=0)
    pair: fields.ForeignKeyNullableRelation[Pair] = fields.ForeignKeyField("store.Pair", null=True, on_delete=CASCADE)
    author = fields.CharField(max_length=16, null=True)
    applied_at = fields.DatetimeField(null=True)
    pair_version = fields.IntField(null=True)
    told = fields.TextField()
    undone = fields.BooleanField()
    sealed_before = fields.BinaryField(null=True)
    sealed_raw = fields.BinaryField()

    class Meta:
        table = "inbound"
        indexes = (
            Index(fields=("message_id",), name="inbound_message_id"),
            Index(fields=("pair_id", "pair_version"), name="inbound_pair"),
            Index(fields=("state", "received_at"), name="inbound_state"),
        )


# One mail of ours, ready to be sent. `token` is what it is about, so that it exists only once.
class Letter(Model):
    id = fields.BigIntField(primary_key=True)
    token = fields.CharField(max_length=255, unique=True)
    pair: fields.ForeignKeyNullableRelation[Pair] = fields.ForeignKeyField("store.Pair", null=True, on_delete=CASCADE)
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "store.Person", null=True, on_delete=CASCADE
    )
    role = fields.CharField(max_length=16, null=True)
    ask = fields.IntField(null=True)
    cause = fields.CharField(max_length=32, null=True)
    mail = fields.CharField(max_length=64)
    recipient = fields.CharField(max_length=320)
    state = fields.CharField(max_length=16)
    attempts = fields.IntField()
    not_before = fields.DatetimeField()
    lease_until = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)
    code = fields.IntField(null=True)
    detail = fields.TextField()
    sealed_raw = fields.BinaryField()

    class Meta:
        table = "outbox"
        indexes = (
            Index(fields=("recipient", "created_at"), name="outbox_recipient"),
            Index(fields=("pair_id",), name="outbox_pair"),
            Index(fields=("state", "not_before"), name="outbox_due"),
        )


# What happened and by whom, without content. Lines are only ever added.
class HistoryLine(Model):
    id = fields.BigIntField(primary_key=True)
    pair: fields.ForeignKeyRelation[Pair] = fields.ForeignKeyField("store.Pair", on_delete=CASCADE)
    at = fields.DatetimeField()
    what = fields.TextField()
    actor = fields.CharField(max_length=16)
    number = fields.IntField(null=True)
    inbound = fields.CharField(max_length=32, null=True)

    class Meta:
        table = "history"
        indexes = (Index(fields=("pair_id",), name="history_pair"),)


# What the service as a whole remembers: the check value of its secret.
class ServiceValue(Model):
    name = fields.CharField(max_length=64, primary_key=True)
    value = fields.BinaryField()

    class Meta:
        table = "service"
