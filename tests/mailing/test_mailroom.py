"""Issues when they are due, and mails of which a crash neither loses nor repeats one."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from making import NOON
from nightdesk.errors import NotFound
from nightdesk.mailing.mailroom import ATTEMPTS, FIRST_WAIT
from nightdesk.mailing.only_sender import only_sender

ADA, BO, CY = "ada@lund.example", "bo@lund.example", "cy@lund.example"
MINUTE = timedelta(minutes=1)


def made(desk, now=NOON):
    desk.publish(1, now)
    return desk.room.make_issue(now)[0]


def states(desk):
    return {reader.address: reader.state for reader in desk.store.subscribers.all()}


# -- issues


def test_an_issue_has_the_hottest_stories_since_the_day_before(desk):
    for number in (1, 2, 3):
        desk.publish(number)
    desk.publish(4, NOON - timedelta(days=2))
    desk.publish(5, NOON + timedelta(hours=2))
    desk.publish(6, quality=10)
    desk.change(stories=2)
    issue, is_new = desk.room.make_issue(NOON)
    assert is_new
    assert issue.excerpt == "Ferry number 3 returns to the fjord / Ferry number 2 returns to the fjord"


def test_a_day_has_one_issue(desk):
    first = made(desk)
    desk.publish(2)
    assert desk.room.make_issue(NOON + MINUTE) == (first, False)


def test_no_story_is_in_two_issues_that_follow_on_each_other_early(desk):
    made(desk)
    later = NOON + timedelta(hours=13)
    with pytest.raises(NotFound, match="no published story since the issue before"):
        desk.room.make_issue(later)
    desk.publish(2, later)
    assert desk.room.make_issue(later)[0].excerpt == "Ferry number 2 returns to the fjord"


def test_a_new_issue_makes_the_edition_due(desk):
    made(desk)
    assert desk.store.ledger.due_counts(NOON) == {"publish": 1}


def test_a_schedule_begins_with_its_next_hour_and_goes_on_day_by_day(desk):
    six = NOON.replace(hour=6)
    desk.publish(1, six + timedelta(days=1))
    assert desk.room.make_due_issue(NOON) is None
    assert desk.room.make_due_issue(six + timedelta(days=1) - MINUTE) is None
    issue = desk.room.make_due_issue(six + timedelta(days=1, hours=3))
    assert issue.published_at == six + timedelta(days=1)
    assert desk.room.make_due_issue(six + timedelta(days=1, hours=4)) is None
    assert desk.store.ledger.work_of("issue")[0].due_at == six + timedelta(days=2)


def test_a_desk_that_was_off_for_days_makes_the_latest_issue_alone(desk):
    desk.room.make_due_issue(NOON)
    later = NOON + timedelta(days=5)
    desk.publish(1, later.replace(hour=5))
    assert desk.room.make_due_issue(later).published_at == later.replace(hour=6)
    assert desk.room.make_due_issue(later) is None


def test_a_schedule_that_changes_is_followed_from_then_on(desk):
    desk.room.make_due_issue(NOON)
    desk.change(hour=13)
    desk.room.make_due_issue(NOON)
    assert desk.store.ledger.next_due_at() == NOON.replace(hour=13)
    desk.change(schedule="week", weekday="monday")  # the 20th of November 2026 is a Friday
    desk.room.make_due_issue(NOON)
    assert desk.store.ledger.next_due_at() == NOON.replace(day=23, hour=13)
    desk.change(schedule="never")
    desk.room.make_due_issue(NOON)
    assert desk.store.ledger.next_due_at() is None


def test_a_day_without_stories_has_no_issue_and_the_next_is_planned(desk):
    desk.room.make_due_issue(NOON)
    tomorrow = NOON + timedelta(days=1)
    assert desk.room.make_due_issue(tomorrow) is None
    assert desk.store.ledger.next_due_at() == tomorrow.replace(hour=6) + timedelta(days=1)


def test_the_schedule_makes_no_second_issue_where_one_was_made_by_hand(desk):
    desk.room.make_due_issue(NOON)
    morning = (NOON + timedelta(days=1)).replace(hour=5)
    first = made(desk, morning)
    desk.publish(2, morning + timedelta(hours=1, minutes=30))
    assert desk.room.make_due_issue(morning + timedelta(hours=2)) is None
    assert [issue.id for issue in desk.store.newsletters.issues()] == [first.id]


# -- mails


def test_every_confirmed_reader_gets_the_issue_once(desk, post):
    desk.readers(ADA, BO)
    desk.store.subscribers.ask(CY, NOON)
    made(desk)
    mailed = desk.room.send_issues(NOON)
    assert (mailed.sent, mailed.waiting, mailed.failed, mailed.trouble) == (2, 0, 0, "")
    assert sorted(post[1].readers()) == [ADA, BO]
    assert desk.room.send_issues(NOON).sent == 0
    assert len(post[1].taken) == 2


def test_the_link_in_the_header_lets_its_reader_go(desk, post):
    desk.readers(ADA, BO)
    made(desk)
    desk.room.send_issues(NOON)
    mail = next(mail for mail in post[1].mails() if mail["To"] == ADA)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    start, token = mail["List-Unsubscribe"].strip("<>").rsplit("/", 1)
    assert start == "https://desk.night.example/newsletter/leave"
    assert desk.store.subscribers.leave(token)
    assert states(desk) == {BO: "confirmed"}


def test_who_leaves_before_the_mail_goes_out_gets_none(desk, post):
    desk.readers(ADA, BO)
    made(desk)
    desk.store.subscribers.remove(ADA)
    assert desk.room.send_issues(NOON).sent == 1
    assert post[1].readers() == [BO]


def test_a_mailbox_that_is_not_there_is_asked_no_more(desk, post):
    desk.readers(ADA, BO)
    post[1].to[ADA] = [f"550 5.1.1 <{ADA}> unknown"]
    made(desk)
    mailed = desk.room.send_issues(NOON)
    assert (mailed.sent, mailed.failed, mailed.refused) == (1, 1, 1)
    assert mailed.notes == {"550 5.1.1 <…> unknown": 1}
    assert states(desk) == {ADA: "refused", BO: "confirmed"}
    tomorrow = NOON + timedelta(days=1)
    desk.publish(2, tomorrow)
    desk.room.make_issue(tomorrow)
    assert desk.room.send_issues(tomorrow).sent == 1


def test_a_refused_mail_is_given_up_and_its_reader_stays(desk, post):
    desk.readers(ADA)
    post[1].data[ADA] = ["554 5.7.1 looks like spam"]
    issue = made(desk)
    assert desk.room.send_issues(NOON).failed == 1
    assert states(desk) == {ADA: "confirmed"}
    assert desk.store.newsletters.counts(issue.id) == {"sent": 0, "failed": 1}
    assert desk.room.send_issues(NOON + timedelta(days=1)).sent == 0


def test_greylisting_is_waited_for(desk, post):
    desk.readers(ADA)
    post[1].to[ADA] = ["450 4.2.0 greylisted", "450 4.2.0 greylisted"]
    made(desk)
    first = desk.room.send_issues(NOON)
    assert (first.sent, first.waiting, first.failed) == (0, 1, 0)
    assert desk.room.send_issues(NOON + FIRST_WAIT / 2).sent == 0
    second = NOON + FIRST_WAIT
    assert desk.room.send_issues(second).waiting == 1
    assert desk.store.newsletters.next_due_at() == second + 4 * FIRST_WAIT
    assert desk.room.send_issues(second + 4 * FIRST_WAIT).sent == 1
    assert post[1].readers() == [ADA]


def test_who_is_never_there_is_given_up(desk, post):
    desk.readers(ADA)
    post[1].to[ADA] = ["450 4.2.0 no"] * 99
    made(desk)
    now, tries = NOON, 0
    while (due_at := desk.store.newsletters.next_due_at()) is not None:
        now = max(now, due_at)
        desk.room.send_issues(now)
        tries += 1
    assert tries == ATTEMPTS
    assert NOON + timedelta(hours=22) < now < NOON + timedelta(days=1)


def test_a_connection_that_breaks_in_a_mail_costs_no_mail(desk, post):
    desk.readers(ADA, BO, CY)
    post[1].drops_in_data = 1
    made(desk)
    mailed = desk.room.send_issues(NOON)
    assert (mailed.sent, mailed.waiting, mailed.trouble) == (2, 1, "")
    assert desk.room.send_issues(NOON + FIRST_WAIT).sent == 1
    assert sorted(post[1].readers()) == [ADA, BO, CY]


def test_a_server_that_is_away_is_no_fault_of_the_mails(desk, post):
    desk.readers(ADA, BO)
    desk.change(smtp_port=1)
    made(desk)
    for hour in range(30):
        mailed = desk.room.send_issues(NOON + timedelta(hours=hour))
        assert (mailed.sent, mailed.waiting) == (0, 2)
        assert mailed.trouble.startswith("127.0.0.1: ")
        assert not mailed.is_well
    desk.change(smtp_port=post[0])
    assert desk.room.send_issues(NOON + timedelta(hours=30)).sent == 2


def test_an_issue_that_is_no_news_any_more_is_not_sent(desk, post):
    desk.readers(ADA)
    made(desk)
    mailed = desk.room.send_issues(NOON + timedelta(days=2, minutes=1))
    assert (mailed.sent, mailed.failed) == (0, 1)
    assert post[1].taken == []


@pytest.mark.parametrize(
    ("fields", "message"), [({"smtp_host": ""}, "smtp_host is empty"), ({"from_address": "x"}, "from_address is 'x'")]
)
def test_settings_that_cannot_send_are_named_once_mails_are_due(desk, fields, message):
    desk.change(**fields)
    assert desk.room.send_due(NOON).trouble == ""
    desk.readers(ADA)
    made(desk)
    mailed = desk.room.send_due(NOON)
    assert message in mailed.trouble
    assert mailed.waiting == 1


def test_while_another_process_sends_nothing_is_sent(desk, post):
    desk.readers(ADA)
    made(desk)
    with only_sender(desk.config.cache_folder) as is_only:
        assert is_only
        assert desk.room.send_issues(NOON).waiting == 1
    assert desk.room.send_issues(NOON).sent == 1


def test_what_a_dead_process_had_claimed_is_sent_at_once_and_counted_once(desk, post):
    desk.readers(ADA)
    issue = made(desk)
    delivery = desk.store.newsletters.claim_delivery(desk.room._claimant, NOON)  # and the process is gone
    assert desk.room.send_issues(NOON).sent == 1
    desk.store.newsletters.sent(delivery)
    assert desk.store.newsletters.counts(issue.id) == {"sent": 1}


# -- double opt-in


def test_who_asks_is_asked_and_the_link_confirms(desk, post):
    desk.store.subscribers.ask(ADA, NOON)
    assert desk.room.send_due(NOON).asked == 1
    (mail,) = post[1].mails()
    (line,) = [line for line in mail.get_body(("plain",)).get_content().splitlines() if line.startswith("https:")]
    start, token = line.rsplit("/", 1)
    assert start == "https://desk.night.example/newsletter/confirm"
    assert desk.store.subscribers.confirm(token, NOON)
    assert states(desk) == {ADA: "confirmed"}
    assert desk.room.send_due(NOON).asked == 0


def test_of_an_address_that_is_refused_when_asked_nothing_is_kept(desk, post):
    desk.store.subscribers.ask(ADA, NOON)
    post[1].to[ADA] = ["550 5.1.1 unknown"]
    mailed = desk.room.send_due(NOON)
    assert (mailed.asked, mailed.failed, mailed.refused) == (0, 1, 1)
    assert states(desk) == {}


def test_a_mail_that_asks_is_tried_again_when_the_server_was_away(desk, post):
    desk.store.subscribers.ask(ADA, NOON)
    desk.change(smtp_port=1)
    assert "127.0.0.1" in desk.room.send_due(NOON).trouble
    desk.change(smtp_port=post[0])
    assert desk.room.send_due(NOON + timedelta(minutes=15)).asked == 1


# -- without sending


def test_a_dry_run_writes_a_file_for_each_reader_and_saves_nothing(desk, post, tmp_path):
    desk.readers(ADA, BO)
    desk.publish(1)
    issue = desk.room.draft(NOON)
    assert desk.room.write_mails(issue, tmp_path / "mails") == 2
    files = sorted((tmp_path / "mails").iterdir())
    mails = [message_from_bytes(path.read_bytes(), policy=default) for path in files]
    assert sorted(mail["To"] for mail in mails) == [ADA, BO]
    assert {mail["List-Unsubscribe"] for mail in mails} == {"<https://desk.night.example/newsletter/leave/sample>"}
    assert all(path.suffix == ".eml" and "lund" not in path.name for path in files)
    assert list(desk.store.newsletters.issues()) == []
    assert not desk.store.subscribers.leave("sample")
    assert post[1].connections == 0


def test_a_dry_run_without_readers_shows_one_mail(desk, tmp_path):
    desk.publish(1)
    assert desk.room.write_mails(desk.room.draft(NOON), tmp_path / "mails") == 1


def test_a_sample_goes_to_one_address_and_changes_nothing(desk, post):
    desk.readers(ADA)
    desk.publish(1)
    assert desk.room.send_sample(desk.room.draft(NOON), BO).kind == "taken"
    assert post[1].readers() == [BO]
    assert list(desk.store.newsletters.issues()) == []


def test_a_reader_has_one_link_to_leave_in_all_mails(desk):
    desk.readers(ADA)
    (reader,) = desk.store.subscribers.all()
    token = desk.store.subscribers.leave_token(reader.id)
    assert token == desk.store.subscribers.leave_token(reader.id)
    assert desk.store.subscribers.leave(token)
    assert not desk.store.subscribers.leave(token)
