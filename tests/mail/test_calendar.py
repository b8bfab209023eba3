"""Calendar entries are read back by an independent parser; answers are read, junk is not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mailflow.mail.calendar import (
    Attendance,
    Meeting,
    Promise,
    attendance,
    cancellation,
    invitation,
    promises,
)
from mailflow.mail.compose import UnsendableAddress, one_line

BERLIN = ZoneInfo("Europe/Berlin")
STAMP = datetime(2027, 2, 3, 9, 30, tzinfo=UTC)
MEETING = Meeting(
    uid="talk-17@firm.example",
    sequence=2,
    start=datetime(2027, 3, 25, 15, 0, tzinfo=BERLIN),
    minutes=75,
    summary="Time for Ida and Omar",
    organizer_name="Growth contract",
    organizer="growth@firm.example",
    attendee_name="Ida Berg",
    attendee="ida@firm.example",
    stamp=STAMP,
)


def parsed(ics: bytes) -> icalendar.Calendar:
    calendar = icalendar.Calendar.from_ical(ics)
    assert isinstance(calendar, icalendar.Calendar)
    return calendar


def event_of(ics: bytes) -> icalendar.Event:
    (event,) = parsed(ics).events
    assert event.errors == []
    return event


def component_names(ics: bytes) -> list[str]:
    return [str(component.name) for component in parsed(ics).walk()]


def instants(event: icalendar.Event) -> tuple[datetime, datetime]:
    start, end = event.start, event.end
    assert isinstance(start, datetime)
    assert isinstance(end, datetime)
    return start, end


def test_an_invitation_asks_one_person_and_says_nothing_but_when() -> None:
    calendar = invitation(MEETING)
    assert (calendar.method, calendar.name) == ("REQUEST", "invite.ics")
    assert parsed(calendar.content)["METHOD"] == "REQUEST"
    event = event_of(calendar.content)
    assert event["UID"] == "talk-17@firm.example"
    assert event.sequence == 2
    assert event["SUMMARY"] == "Time for Ida and Omar"
    assert event["STATUS"] == "CONFIRMED"
    assert event["ORGANIZER"] == "mailto:growth@firm.example"
    assert event["ORGANIZER"].params["CN"] == "Growth contract"
    attendee = event["ATTENDEE"]
    assert attendee == "mailto:ida@firm.example"
    assert {key: attendee.params[key] for key in ("CN", "ROLE", "PARTSTAT", "RSVP")} == {
        "CN": "Ida Berg",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "TRUE",
    }
    assert instants(event) == (MEETING.start, MEETING.start + timedelta(minutes=75))
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert event.DTSTAMP == STAMP
    assert not {"DESCRIPTION", "LOCATION", "X-ALT-DESC", "COMMENT", "ATTACH"} & set(event)
    assert component_names(calendar.content) == ["VCALENDAR", "VTIMEZONE", "DAYLIGHT", "STANDARD", "VEVENT"]


def test_a_cancellation_is_of_the_same_meeting_and_asks_for_no_answer() -> None:
    calendar = cancellation(replace(MEETING, sequence=3))
    assert (calendar.method, parsed(calendar.content)["METHOD"]) == ("CANCEL", "CANCEL")
    event, before = event_of(calendar.content), event_of(invitation(MEETING).content)
    assert event["STATUS"] == "CANCELLED"
    assert event.sequence > before.sequence
    for name in ("UID", "ORGANIZER", "ATTENDEE", "DTSTART"):
        assert event[name] == before[name]
    assert "RSVP" not in event["ATTENDEE"].params


def test_promises_are_private_all_day_entries_that_block_no_time_and_ring_no_bell() -> None:
    calendar = promises(
        [Promise("c1", 0, date(2027, 12, 31), "Draft the note"), Promise("c2", 4, date(2028, 2, 29), "Ask Bo")],
        STAMP,
    )
    assert (calendar.method, parsed(calendar.content)["METHOD"]) == ("PUBLISH", "PUBLISH")
    first, second = parsed(calendar.content).events
    assert (first.start, first.end) == (date(2027, 12, 31), date(2028, 1, 1))
    assert (second.start, second.end) == (date(2028, 2, 29), date(2028, 3, 1))
    assert first["DTSTART"].params["VALUE"] == "DATE"
    for event in (first, second):
        assert (event["TRANSP"], event["CLASS"]) == ("TRANSPARENT", "PRIVATE")
    assert [event.sequence for event in (first, second)] == [0, 4]
    assert component_names(calendar.content) == ["VCALENDAR", "VEVENT", "VEVENT"]


def test_every_line_ends_in_crlf_and_keeps_to_75_octets() -> None:
    """RFC 5545 §3.1."""
    named = replace(MEETING, summary="Überlänge " * 40, attendee_name="佐藤花子 " * 20)
    lines = invitation(named).content.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)


def test_the_same_meeting_gives_the_same_bytes() -> None:
    assert invitation(replace(MEETING)) == invitation(MEETING)
    assert promises([Promise("c", 0, STAMP.date(), "x")], STAMP) == promises(
        [Promise("c", 0, STAMP.date(), "x")], STAMP.astimezone(BERLIN)
    )


TYPED = st.one_of(
    st.text(),
    st.text(alphabet="\r\n\0\t,;:\\nN\"^'%2C😀é "),
    st.sampled_from(
        [
            "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:y",
            "BEGIN:VEVENT",
            "x\nATTENDEE:mailto:eve@evil.test",
            '";X-EVIL=1:mailto:eve@evil.test',
            "C:\\New folder\\n, d; e",
        ]
    ),
)


@settings(max_examples=1000, deadline=None)
@given(TYPED, TYPED, TYPED)
@example("BEGIN:VEVENT", "x\r\nEND:VCALENDAR\r\n", "\\N")
@example("a\ud800", "a\ud800", "a\ud800")
def test_what_people_type_stays_inert_text(summary: str, name: str, uid: str) -> None:
    calendar = invitation(replace(MEETING, summary=summary, attendee_name=name, uid=uid))
    assert component_names(calendar.content).count("VEVENT") == 1
    event = event_of(calendar.content)
    assert event["SUMMARY"] == one_line(summary)
    assert event["UID"] == one_line(uid)
    assert event["ATTENDEE"] == "mailto:ida@firm.example"
    assert set(event["ATTENDEE"].params) <= {"CN", "CUTYPE", "PARTSTAT", "ROLE", "RSVP"}
    assert set(event) == {
        *("UID", "SEQUENCE", "DTSTAMP", "SUMMARY", "DTSTART", "DTEND"),
        *("TRANSP", "STATUS", "ORGANIZER", "ATTENDEE"),
    }
    (entry,) = parsed(promises([Promise(uid, 0, date(2027, 1, 1), summary)], STAMP).content).events
    assert entry["SUMMARY"] == one_line(summary)


@pytest.mark.parametrize("name", ["Berg, Ida", 'Ida; Ops: "I"', "佐藤花子", "Ida ^n Berg", "O'Neill"])
def test_a_name_is_read_as_it_was_typed(name: str) -> None:
    assert event_of(invitation(replace(MEETING, attendee_name=name)).content)["ATTENDEE"].params["CN"] == name


ZONES = [
    "Europe/Berlin",
    "Europe/Dublin",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Santiago",
    "America/Nuuk",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Jerusalem",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Apia",
]


@pytest.mark.parametrize("year", [2011, 2026, 2027, 2030])
@pytest.mark.parametrize("key", ZONES)
def test_the_sent_zone_tells_the_time_without_any_zone_database(key: str, year: int) -> None:
    """Samoa skipped a day in 2011, Morocco follows the moon, Lord Howe moves by half an hour."""
    zone = ZoneInfo(key)
    start = datetime(year, 7, 1, 12, tzinfo=zone)
    (sent,) = parsed(invitation(replace(MEETING, start=start)).content).timezones
    rebuilt = sent.to_tz(lookup_tzid=False)
    instant = datetime(year, 1, 1, 12, tzinfo=UTC)
    while instant.year == year:
        local = instant.astimezone(zone).replace(tzinfo=None)
        assert local.replace(tzinfo=rebuilt).utcoffset() == local.replace(tzinfo=zone).utcoffset(), local
        instant += timedelta(hours=12)


@pytest.mark.parametrize("key", ["Europe/Berlin", "America/New_York", "Australia/Sydney", "Europe/Dublin"])
def test_a_yearly_zone_is_sent_as_two_rules(key: str) -> None:
    start = datetime(2027, 7, 1, 12, tzinfo=ZoneInfo(key))
    (sent,) = parsed(invitation(replace(MEETING, start=start)).content).timezones
    assert [part.name for part in sent.subcomponents] == ["DAYLIGHT", "STANDARD"]
    assert all("RRULE" in part and "RDATE" not in part for part in sent.subcomponents)


@pytest.mark.parametrize(
    "start",
    [
        datetime(2027, 3, 28, 1, 30, tzinfo=BERLIN),  # ends after the clocks went forward
        datetime(2027, 3, 28, 2, 30, tzinfo=BERLIN),  # a time that no clock shows
        datetime(2027, 10, 31, 1, 30, tzinfo=BERLIN),  # ends in the first 2 o'clock hour
        datetime(2027, 10, 31, 2, 30, tzinfo=BERLIN),
        datetime(2027, 10, 31, 2, 30, fold=1, tzinfo=BERLIN),
        datetime(2027, 10, 31, 3, 30, tzinfo=BERLIN),
        datetime(2027, 12, 31, 23, 30, tzinfo=BERLIN),
        datetime(2027, 6, 1, 9, 0, tzinfo=UTC),
        datetime(2027, 6, 1, 9, 0, tzinfo=ZoneInfo("UTC")),
    ],
)
@pytest.mark.parametrize("minutes", [45, 90])
def test_a_meeting_keeps_its_instant_and_its_length_over_every_clock_change(start: datetime, minutes: int) -> None:
    first, last = instants(event_of(invitation(replace(MEETING, start=start, minutes=minutes)).content))
    assert first.timestamp() == start.timestamp()
    assert last.timestamp() - first.timestamp() == minutes * 60


def test_a_meeting_in_utc_needs_no_zone() -> None:
    content = invitation(replace(MEETING, start=MEETING.start.astimezone(UTC))).content
    assert b"DTSTART:20270325T140000Z\r\n" in content
    assert component_names(content) == ["VCALENDAR", "VEVENT"]


@pytest.mark.parametrize("change", [{"start": datetime(2027, 3, 25)}, {"stamp": datetime(2027, 3, 25)}])
def test_times_without_a_zone_are_refused(change: dict[str, datetime]) -> None:
    meeting = MEETING
    for name, value in change.items():
        meeting = replace(meeting, start=value) if name == "start" else replace(meeting, stamp=value)
    with pytest.raises(ValueError, match="zone"):
        invitation(meeting)


def test_a_meeting_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="minute"):
        invitation(replace(MEETING, minutes=0))


@pytest.mark.parametrize("address", ["ida@firm.example\r\nX:1", "łukasz@firm.example", ""])
def test_an_address_that_we_cannot_send_to_is_not_invited(address: str) -> None:
    with pytest.raises(UnsendableAddress):
        invitation(replace(MEETING, attendee=address))
    with pytest.raises(UnsendableAddress):
        cancellation(replace(MEETING, organizer=address))


def answer(
    *attendees: str,
    method: str = "METHOD:REPLY",
    uid: str = "UID:talk-17@firm.example",
    newline: str = "\r\n",
) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", method, "BEGIN:VEVENT", uid, *attendees, "END:VEVENT"]
    return newline.join([*lines, "END:VCALENDAR", ""]).encode()


YES = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ida@firm.example"
TALK = "talk-17@firm.example"


@pytest.mark.parametrize(
    ("ics", "expected"),
    [
        (answer(YES), "accepted"),
        (answer(YES.replace("ACCEPTED", "DECLINED")), "declined"),
        (answer(YES.replace("ACCEPTED", "TENTATIVE")), "tentative"),
        (answer(YES.replace("ACCEPTED", "accepted")), "accepted"),
        (answer("attendee;partstat=Accepted:MAILTO:IDA@FIRM.EXAMPLE", method="Method:Reply"), "accepted"),
        (answer(YES, newline="\n"), "accepted"),
        (answer('ATTENDEE;CN="Berg; Ida: x";PARTSTAT="DECLINED":mailto:i@firm.example'), "declined"),
        (answer("ATTENDEE;CN=Ida;PARTSTAT=ACC\r\n EPTED:mailto:ida@firm.example"), "accepted"),
        (answer("ATTENDEE;PARTSTAT=ACCEPTED\r\n\t;CN=I:mailto:ida@firm.example"), "accepted"),
        (answer(YES, method="METHOD:COUNTER"), "counter"),
        (answer(method="METHOD:COUNTER"), "counter"),
        (b"\xef\xbb\xbf" + answer(YES), "accepted"),
        (answer(YES, "COMMENT:Caf\u00e9", "X-ALT-DESC;FMTTYPE=text/html:<p>" + "x" * 9000), "accepted"),
        # An alarm by mail inside the event has attendees of its own.
        (answer(YES, "BEGIN:VALARM", YES.replace("ACCEPTED", "DECLINED"), "END:VALARM"), "accepted"),
        # The words of a comment are no lines, however they are folded.
        (answer(YES, "COMMENT:no\\nATTENDEE\\;PARTSTAT=DECLINED:\r\n ATTENDEE;PARTSTAT=DECLINED:x"), "accepted"),
    ],
)
def test_an_answer_is_read(ics: bytes, expected: Attendance) -> None:
    assert attendance(ics) == (TALK, expected)


def test_the_answer_to_our_own_invitation_names_its_meeting() -> None:
    sent = replace(MEETING, uid="a,b;c\\d " + "x" * 100)
    reply = invitation(sent).content.replace(b"METHOD:REQUEST", b"METHOD:REPLY")
    assert attendance(reply.replace(b"NEEDS-ACTION", b"DECLINED")) == (sent.uid, "declined")


@pytest.mark.parametrize(
    "ics",
    [
        b"",
        b"junk",
        b"\0\xff\xfe",
        b"BEGIN:VCALENDAR",
        answer(),
        answer(YES, method="METHOD:REQUEST"),
        answer(YES, method="METHOD:CANCEL"),
        answer(YES, method="METHOD:DECLINECOUNTER"),
        answer(YES, method="X-NONE:1"),
        answer(YES, "METHOD:REPLY", method="X-NONE:1"),
        answer(YES, method="METHOD:REPLY\r\nMETHOD:REQUEST"),
        answer(YES, uid="UID:"),
        answer(YES, uid="X-NONE:1"),
        answer(YES, uid="UID:one\r\nUID:two"),
        answer(YES, YES.replace("ACCEPTED", "DECLINED")),
        answer(YES.replace("ACCEPTED", "NEEDS-ACTION")),
        answer(YES.replace("ACCEPTED", "DELEGATED")),
        answer(YES.replace("ACCEPTED", "ACCEPTED,DECLINED")),
        answer("ATTENDEE:mailto:ida@firm.example"),
        answer('ATTENDEE;CN="x;PARTSTAT=ACCEPTED:mailto:ida@firm.example'),
        answer(YES) + b"x" * (1 << 20),
        answer("ATTENDEE;X=" + "y" * 5000 + ";PARTSTAT=ACCEPTED:mailto:ida@firm.example"),
        invitation(MEETING).content,
    ],
)
def test_what_answers_nothing_or_answers_twice_is_none(ics: bytes) -> None:
    assert attendance(ics) is None


@settings(max_examples=1000, deadline=None)
@given(
    st.one_of(
        st.binary(),
        st.lists(
            st.sampled_from(
                [
                    *("BEGIN:VCALENDAR", "METHOD:REPLY", "BEGIN:VEVENT", "UID:1", YES, "END:VEVENT", "END:VCALENDAR"),
                    *("\r\n", "\n", "\r", " ", "\t", "\0", ";", ":", '"', "=", ",", "\\", "BEGIN:", "END:", "UID"),
                    *("ATTENDEE;", "PARTSTAT=", "METHOD;X", "é", "\ufeff", "ATTENDEE;PARTSTAT=:", "UID;=:"),
                ]
            )
        ).map(lambda parts: "".join(parts).encode()),
    )
)
def test_junk_never_raises(ics: bytes) -> None:
    found = attendance(ics)
    assert found is None or found[1] in {"accepted", "declined", "tentative", "counter"}


@pytest.mark.parametrize(
    "unit", [b"BEGIN:VEVENT\r\n", b"\r\n ", b"\n", b"ATTENDEE;\r\n ", b'ATTENDEE;"', b"UID:\\", YES.encode() + b"\n"]
)
def test_a_megabyte_of_junk_is_read_in_linear_time(unit: bytes) -> None:
    """It takes well under a second; anything quadratic would take hours."""
    started = perf_counter()
    assert attendance(unit * ((1 << 20) // len(unit))) is None
    assert perf_counter() - started < 10
