"""For every test: one PostgreSQL server for the whole run; and examples are not timed, since the first of them makes
patterns; benchmarks/ measures speed."""

from hypothesis import settings

from tests.servers import postgres, templates

__all__ = ["postgres", "templates"]

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
