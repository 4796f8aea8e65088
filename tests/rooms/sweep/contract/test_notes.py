"""Which notes show a contact with an outside agency, and which only look so."""

from collections.abc import Callable
from datetime import datetime

import pytest

from comity.sweep import Act, Agency, Channel, Reader, Text, Way

WRITTEN = datetime(2017, 3, 15, 9, 40)
Read = Callable[..., tuple]


@pytest.mark.parametrize(
    ("body", "act", "way", "agency"),
    [
        ("AWAITING CALL FROM ICE", Act.WAITING_FOR, Way.FROM_THEM, Agency.ICE),
        ("ICE notified of release 0915 /smith", Act.TOLD, Way.TO_THEM, Agency.ICE),
        ("called immigraton, told them he is out friday", Act.TOLD, Way.TO_THEM, Agency.IMMIGRATION),
        ("Border Patrol called re I/M", Act.TALKED, Way.FROM_THEM, Agency.CBP),
        ("ERO wants to know his court date", Act.ASKED, Way.FROM_THEM, Agency.ICE_ERO),
        ("HOLD FOR IMMIG", Act.ASKED, Way.FROM_THEM, Agency.IMMIGRATION),
        ("Sent booking sheet to HSI", Act.SENT, Way.TO_THEM, Agency.ICE_HSI),
        ("we agreed to hold her for ICE til 1800", Act.AGREED, Way.TO_THEM, Agency.ICE),
        ("call ice b4 release", Act.WILL_CALL, Way.TO_THEM, Agency.ICE),
        ("I.C.E. agents here to interview subj", Act.CAME, Way.FROM_THEM, Agency.ICE),
        ("RLSD TO USMS", Act.HANDED_OVER, Way.TO_THEM, Agency.USMS),
        ("Se le avisó a la migra", Act.TOLD, Way.TO_THEM, Agency.IMMIGRATION),
        ("Esperando llamada de ICE", Act.WAITING_FOR, Way.FROM_THEM, Agency.ICE),
        ("FBI called about him", Act.TALKED, Way.FROM_THEM, Agency.FBI),
        ("US MARSHALL DETAINER", Act.ASKED, Way.FROM_THEM, Agency.USMS),
        ("no answer from ICE yet", Act.WAITING_FOR, Way.FROM_THEM, Agency.ICE),
    ],
)
def test_a_note_of_a_contact_is_found_with_its_act_its_way_and_its_agency(
    contacts: Read, body: str, act: Act, way: Way, agency: Agency
) -> None:
    [contact] = contacts(body)
    assert (contact.act, contact.way, contact.agency) == (act, way, agency)
    assert contact.found.words == body[contact.found.start : contact.found.end]
    assert contact.says
    assert contact.rule


@pytest.mark.parametrize(
    "body",
    [
        "Ice pack given, nurse notified",
        "ice on the road, court called",
        "found ice pipe, sgt notified",
        "ICE contact: mother 555-0142, called",
        "DHS called, shelter bed is ready",
        "INS adjuster called re the tow",
        "No proof of INS",
        "Parole detainer lodged, agent called",
        "Hold for Lake County",
        "Immigration attorney called for visit",
        "mother called asking if ICE has a hold",
        "I/M says ICE took his brother",
        "COMM W/MINOR FOR IMMORAL PURPOSE",
        "TAMPER W/GOV REC-INS DOC",
        "Health dept notified of TB",
        "Staff shall not notify ICE of release dates",
        "Reminder: do not call ICE for anyone",
        "If ICE calls, get the supervisor",
        "ICE was not notified",
        "did not call immigration",
        "No ICE hold",
        "ICE DETAINER: NONE",
        "no se le avisó a ICE",
        "El abogado de inmigración llamó",
        "was in ICE custody in 2012",
        "FBI # 123456 verified",
        "Fire marshal called",
        "told ICE nothing",
        "Subject detained on Nice Street by police officer",
        "",
    ],
)
def test_what_only_looks_like_a_contact_is_left_alone(contacts: Read, body: str) -> None:
    assert contacts(body) == ()


def test_what_was_set_aside_says_by_which_rule(reader: Reader) -> None:
    explained = reader.explain(Text(Channel.NOTE, "N", WRITTEN, "Ice pack given. ICE was not called. ICE called."))
    assert [one.rule for one in explained.set_aside] == ["frozen-water", "denied-call"]
    assert [(one.rule, one.found.words) for one in explained.contacts] == [("they-called", "ICE called")]


@pytest.mark.parametrize(
    ("body", "found", "aside"),
    [
        ("ICE pack " * 5_000 + ". ICE called", 1, 5_000),
        ("dhs homeless " * 10_000, 0, 1),
        ("in 2012 ice " * 5_000, 0, 1),
        ("notified " * 20_000 + "ICE", 1, 0),
        ("he says " * 10_000 + "ICE", 0, 0),
        ("x" * 100_000 + " ICE called", 1, 0),
        ("ice. " * 20_000, 20_000, 0),
    ],
)
def test_a_long_text_made_to_be_slow_is_read_to_its_end(reader: Reader, body: str, found: int, aside: int) -> None:
    explained = reader.explain(Text(Channel.NOTE, "N", WRITTEN, body))
    assert (len(explained.contacts), len(explained.set_aside)) == (found, aside)


def test_a_time_of_the_evening_is_no_year(contacts: Read) -> None:
    assert contacts("ICE called at 2012") != ()
    assert contacts("2017 hrs: was in ICE custody in 2012") == ()
    assert contacts("2012: was in ICE custody in 2017") != ()


def test_names_and_days_far_from_a_contact_are_not_taken_to_belong_to_it(contacts: Read) -> None:
    [contact] = contacts(
        "Sample, Ana out friday. " + "Meal given. " * 60 + "ICE called re Beispiel, Jun bkg 2017-004417"
    )
    assert [words.words for words in contact.persons] == ["Beispiel, Jun", "2017-004417"]
    assert contact.whens == ()


def test_one_mention_shows_one_contact_whatever_else_stands_with_it(contacts: Read) -> None:
    assert len(contacts("ICE called, asked us to hold, will be here at five")) == 1
    assert len(contacts("ICE I-247 in jacket")) == 1


def test_a_form_or_a_query_of_the_agency_needs_no_name_beside_it(contacts: Read) -> None:
    assert [one.act for one in contacts("I-247A in jacket, IAQ came back")] == [Act.ASKED, Act.LOOKED_UP]


def test_a_text_may_show_several_contacts(contacts: Read) -> None:
    found = contacts("ICE called re subj. FBI wants him too. Released to ICE.")
    assert [(one.act, one.agency) for one in found] == [
        (Act.TALKED, Agency.ICE),
        (Act.ASKED, Agency.FBI),
        (Act.HANDED_OVER, Agency.ICE),
    ]


@pytest.mark.parametrize(
    ("body", "sender", "receiver", "expected"),
    [
        ("one to check", "booking@county.example.gov", "officer@ice.dhs.gov", (Act.TALKED, Way.TO_THEM)),
        ("he bonded, out by 5", "booking@county.example.gov", "officer@ice.dhs.gov", (Act.TOLD, Way.TO_THEM)),
        ("Just sent a detainer", "Officer <officer@ice.dhs.gov>", "b@county.example.gov", (Act.ASKED, Way.FROM_THEM)),
    ],
)  # fmt: skip
def test_a_mail_to_or_from_the_agencys_own_address_is_a_contact_whatever_it_says(
    contacts: Read, body: str, sender: str, receiver: str, expected: tuple[Act, Way]
) -> None:
    [contact] = contacts(body, Channel.MAIL, sender=sender, receivers=("colleague@county.example.gov", receiver))
    assert (contact.act, contact.way) == expected
    assert contact.agency is Agency.ICE


@pytest.mark.parametrize(
    "address", ["x@notice.dhs.gov.example", "someone@nice.dhs.gov.example", "icedhsgov@mail.example"]
)
def test_an_address_that_only_resembles_the_agencys_is_not_taken_for_it(contacts: Read, address: str) -> None:
    assert contacts("see you at lunch", Channel.MAIL, receivers=(address,)) == ()


@pytest.mark.parametrize(
    ("channel", "body", "act", "way"),
    [
        (Channel.CALL, "OUT 555-0142 ICE ERO 00:02:10", Act.TALKED, Way.TO_THEM),
        (Channel.CALL, "INCOMING 0915 ICE field office > booking", Act.TALKED, Way.FROM_THEM),
        (Channel.LOOKUP, "user=ice_ero_04 action=view record=B-55102", Act.LOOKED_UP, Way.FROM_THEM),
        (Channel.FEED, "custody_roster.csv > sftp.ice.dhs.gov 412 rows", Act.SENT, Way.TO_THEM),
    ],
)
def test_logs_are_read_by_rules_of_their_own(contacts: Read, channel: Channel, body: str, act: Act, way: Way) -> None:
    [contact] = contacts(body, channel)
    assert (contact.act, contact.way) == (act, way)


def test_a_look_up_by_our_own_people_is_none(contacts: Read) -> None:
    assert contacts("user=records.ortiz action=view record=B-55102", Channel.LOOKUP) == ()
