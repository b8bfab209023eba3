"""For every test: examples are not timed, since the first of them makes patterns; benchmarks/ measures speed."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
