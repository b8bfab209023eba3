"""Another language: notes whose headings, tables and marks of privacy are German are read by the words of de.toml."""

from datetime import date

from mailflow.reading.notes import Party, read_notes

NOTES = """\
Gespräch mit Tomasz, 4.3.

Hintergrund
- Mag die Rechnungen, mag den Bereitschaftsdienst nicht

Vereinbart
- Tomasz: Entwurf für die Abrechnung schreiben, bis 31. März
- Ich: Kontakt zu Ingrid herstellen bis Freitag

| Wer | Was | Bis wann |
|---|---|---|
| Tomasz | Zwei Kollegen zur Durchsicht einladen | 15. April |

Offene Frage
- Gibt es dafür hier überhaupt eine Stelle?

Privat
- Jonas verdient mehr als Tomasz
"""


def test_german_lists_and_tables_become_a_contract_and_what_is_private_stays() -> None:
    reading = read_notes(
        NOTES,
        manager=Party("Helen Ashworth", "h@example.com"),
        report=Party("Tomasz Wilk", "t@example.com"),
        held=date(2025, 3, 4),
        locale="de-DE",
    )
    assert [(c.owner, c.text, c.due) for c in reading.commitments] == [
        ("report", "Entwurf für die Abrechnung schreiben", date(2025, 3, 31)),
        ("manager", "Kontakt zu Ingrid herstellen", date(2025, 3, 7)),
        ("report", "Zwei Kollegen zur Durchsicht einladen", date(2025, 4, 15)),
    ]
    assert [q.text for q in reading.open_questions] == ["Gibt es dafür hier überhaupt eine Stelle?"]
    assert "Jonas" not in repr((reading.commitments, reading.reviews, reading.open_questions))
