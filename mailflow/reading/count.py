"""Counts: how many there are of something, as a reply says it in English ("31", "five")."""

from mailflow.reading import lexicon

COUNTS = {word: count for word, count in lexicon.counts("numbers", (lexicon.FIRST,)).items() if count < 100}
COUNT = r"\d{1,3}|" + "|".join(sorted(COUNTS, key=len, reverse=True))  # the alternatives of a pattern
