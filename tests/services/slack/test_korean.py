"""Cards, lines and answers in Korean, as they are drawn."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from services.alarm import Alarm, Child, Comparison, Condition, ContributorId, Kind, Metric, Place, State
from services.audit import Deed
from services.drill import Leg
from services.flap import Flap, Flapped
from services.incident import Acted, Changed, Ended, Ending, Incident, Part
from services.locale import translations
from services.locale.sentences import Sentences
from services.overview import Filter, Overview, Row, Shown
from services.slack.cards import Cards
from services.slack.comparisons import fact, how_often, with_statistic
from services.slack.replies import Replies
from services.slack.words import duration, quantity
from tests.builders import ALICE, BOB, NOON, alarm, event, incident, minutes, no_data, ok
from tests.services.slack.drawn import drawn, elements
from tests.services.slack.rules import hold_limits, refused

TR, ZONE = translations("ko"), ZoneInfo("Asia/Seoul")
BOARD = "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/Web"
CARDS = Cards("ko", dashboard_url=BOARD, timezone=ZONE)
REPLIES = Replies("ko", ZONE)
OPEN_BUTTONS = "│ [👀 지켜보기] [🤖 Bedrock에 묻기] [📝 보고서 작성] [⋯ 음소거… · 수동 종료]"
CLOSED_BUTTONS = "│ [🤖 Bedrock에 묻기] [📝 보고서 작성]"
LINKS = "│ CloudWatch · 대시보드"
MEASURED = "│ CPUUtilization (i-0abc12): 평균 93.4% > 80%, 5분 간격 3회 중 2회"


def opened(said: Alarm, **about: object) -> Incident:
    return replace(incident(), alarm=said, state=said.state, since=said.changed_at, **about)  # type: ignore[arg-type]


def part(name: str, value: float, state: State = State.ALARM) -> Part:
    return Part(ContributorId(name), (("Host", name),), state, NOON, value)


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0, "0초"),
        (45, "45초"),
        (90, "1분 30초"),
        (12 * 60, "12분"),
        (3600, "1시간"),
        (6 * 3600 + 12 * 60, "6시간 12분"),
        (86_400, "1일"),
        (3 * 86_400 + 4 * 3600, "3일 4시간"),
        (40 * 86_400 + 4 * 3600, "40일"),
    ],
)
def test_a_span_has_two_units_at_most(seconds, written):
    assert duration(TR, seconds) == written


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (93.44, "Percent", "93.4%"),
        (1.2e9, "Bytes", "1.2 GB"),
        (3400.0, "Count/Second", "3.4 k/s"),
        (318.0, "Seconds", "318초"),
        (0.12, "Seconds", "120 ms"),
        (22_320.0, "Seconds", "6시간 12분"),
        (float("nan"), "", "숫자 아님"),
    ],
)
def test_a_value_is_written_in_its_unit(value, unit, written):
    assert quantity(TR, value, unit) == written


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Average", "평균 1"),
        ("Sum", "합계 1"),
        ("Minimum", "최솟값 1"),
        ("Maximum", "최댓값 1"),
        ("SampleCount", "샘플 수 1"),
        ("p99", "p99 1"),
    ],
)
def test_a_statistic_is_a_word(name, written):
    assert with_statistic(TR, alarm(metric=Metric("x", statistic=name)), "1") == written


@pytest.mark.parametrize(
    ("condition", "written"),
    [
        (Condition(period=300, evaluation_periods=3, datapoints_to_alarm=2), "5분 간격 3회 중 2회"),
        (Condition(period=60, evaluation_periods=3, datapoints_to_alarm=3), "1분 간격 3회"),
    ],
)
def test_m_of_n_periods(condition, written):
    assert how_often(TR, condition) == written


@pytest.mark.parametrize(
    ("comparison", "value", "while_wrong", "once_right"),
    [
        (Comparison.OUTSIDE_BAND, 5.0, "5%, 밴드 1% ~ 3% 벗어남", "5% (밴드 1% ~ 3%)"),
        (Comparison.BELOW_BAND, 0.5, "0.5%, 밴드 1% ~ 3% 미만", "0.5% (밴드 1% ~ 3%)"),
        (Comparison.ABOVE_BAND, 2.0, "2% (밴드 1% ~ 3%)", "2%, 밴드 1% ~ 3% 이내"),
    ],
)
def test_a_band_is_told_from_its_right_side(comparison, value, while_wrong, once_right):
    said = alarm(values=(value,), condition=Condition(comparison, None, 1.0, 3.0))
    assert fact(TR, said, wrong=True) == while_wrong
    assert fact(TR, said, wrong=False) == once_right


def test_a_band_that_nobody_said_is_not_made_up():
    assert fact(TR, alarm(values=(5.0,), condition=Condition(Comparison.ABOVE_BAND)), wrong=True) == (
        "5%, 밴드 초과"
    )


def test_an_alarm_just_gone_off():
    said = alarm(description="RUNBOOK=https://wiki.example.com/cpu")
    card = CARDS.card(opened(said, was_ok_since=NOON - timedelta(days=3, hours=4)))
    assert drawn(card) == [
        "🔴 *web-7-cpu-high*",
        MEASURED,
        "│ 2026-11-20 21:00부터 ALARM (그 전 3일 4시간 동안 OK) · 1111…3333 · eu-west-1",
        "│ > RUNBOOK=https://wiki.example.com/cpu",
        "│ 📖 런북 (wiki.example.com) · CloudWatch · 대시보드",
        OPEN_BUTTONS,
    ]
    assert card.text == "🔴 ALARM web-7-cpu-high: CPUUtilization 93.4% &gt; 80% (1111…3333, eu-west-1)"


def test_a_time_is_given_to_slack_to_be_shown_in_each_reader_s_zone():
    (since,) = elements(CARDS.card(opened(alarm())), "date")
    assert (since["format"], since["fallback"]) == ("{date_short_pretty} {time}", "2026-11-20 21:00")


def test_an_alarm_watched_by_two():
    watched = opened(alarm()).watched(ALICE, NOON + minutes(2)).watched(BOB, NOON + timedelta(days=2))
    card = drawn(CARDS.card(watched))
    assert card[3] == "│ 👀 Alice 님 21:02부터, Bob 님 2026-11-22 21:00부터"
    assert card[-1].endswith("[⋯ 음소거… · 지켜보기 중단 · 수동 종료]")


def test_one_that_flaps():
    flap = Flap(ContributorId(""), (), NOON, NOON + minutes(29), 14)
    card = CARDS.card(opened(alarm(after=29), flaps=(flap,)))
    assert "│ 🔁 반복 변동 중: 21:00부터 14번 바뀜" in drawn(card)
    assert card.text.startswith("🔴 ALARM web-7-cpu-high: 반복 변동(29분 동안 14번), CPUUtilization 93.4%")
    ended = Flapped(NOON + minutes(44), flap.since, flap.last, 14, State.ALARM, loud=True)
    assert drawn(CARDS.lines(incident(), [ended])) == [
        "🔴 반복 변동 종료: 2026-11-20 21:00부터 21:29까지 14번 바뀜, 이후 ALARM"
    ]


def test_the_same_recovered():
    over = opened(alarm(), recent=3).watched(ALICE, NOON).changed(ok(after=26, values=(41.2,)))
    card = CARDS.card(over, earlier="https://local.slack.com/archives/C0ALERTS/p1")
    assert drawn(card) == [
        "🟢 *web-7-cpu-high*",
        "│ 26분 만에 복구: 평균 41.2% ≤ 80%",
        "│ 2026-11-20 21:26부터 OK · 1111…3333 · eu-west-1",
        "│ 👀 Alice 님 21:00부터 · 최근 30일간 3회 발생 · 이전 발생",
        LINKS,
        CLOSED_BUTTONS + " [⋯ 지켜보기 중단]",
    ]
    assert card.text == "🟢 OK web-7-cpu-high: 26분 만에 복구 (1111…3333, eu-west-1)"


def test_a_composite():
    children = (
        Child("checkout-5xx", state=State.ALARM, since=NOON + minutes(2)),
        Child("checkout-latency", state=State.ALARM),
        *(Child(f"quiet-{n}", state=State.OK) for n in range(3)),
    )
    said = alarm("checkout", kind=Kind.COMPOSITE, metric=None, condition=None, values=(), children=children)
    assert drawn(CARDS.card(opened(said)))[:2] == [
        "🔴 *checkout* (복합 경보: 하위 경보 5개 중 2개)",
        "│ 🔴 checkout-5xx 21:02부터 · 🔴 checkout-latency · 🟢 나머지 3개",
    ]


def test_contributors():
    said = alarm("disk-full", metric=Metric("disk_used_percent", "CWAgent"))
    parts = tuple(part(f"web-{n}", 90 + n) for n in range(7))
    card = CARDS.card(opened(said, parts=(*parts, part("db-1", 1, State.OK))))
    assert drawn(card)[0] == "🔴 *disk-full* (기여자 8개 중 7개)"
    assert drawn(card)[1].endswith("🔴 web-2 92% · 그 외 2")
    assert card.text == "🔴 ALARM disk-full: 기여자 8개 중 7개, web-6 96% (1111…3333, eu-west-1)"


def test_no_data():
    age = Metric("ApproximateAgeOfOldestMessage", "AWS/SQS", (), "Maximum", "Seconds")
    silent = opened(alarm(metric=age), last_value=318.0).changed(no_data(after=38, metric=age, values=()))
    card = CARDS.card(silent)
    assert drawn(card)[1:3] == [
        "│ 2026-11-20 21:38부터 데이터 없음 (이전 상태 ALARM) · 마지막 값 318초",
        "│ INSUFFICIENT_DATA · 1111…3333 · eu-west-1",
    ]
    assert (
        card.text
        == "⚪ INSUFFICIENT_DATA web-7-cpu-high: 데이터 없음, 마지막 값 318초 (1111…3333, eu-west-1)"
    )


def test_an_alarm_that_came_back_with_a_value_that_does_not_bear_it_out():
    again = alarm(after=20, values=(71.0,))
    card = drawn(CARDS.card(opened(alarm()).changed(no_data(after=10)).changed(again)))
    assert "평균 71% (경보 기준 > 80%)" in card[1]
    assert "2026-11-20 21:20부터 ALARM (최초 21:00)" in card[2]


def test_closed_by_hand():
    card = CARDS.card(opened(alarm()).closed(ALICE, NOON + minutes(20)))
    assert drawn(card) == [
        "✅ *web-7-cpu-high*",
        MEASURED,
        "│ 21:20 Alice 님이 수동 종료 · 2026-11-20 21:00부터 ALARM · 1111…3333 · eu-west-1",
        LINKS,
        CLOSED_BUTTONS,
    ]
    assert card.text == "✅ CLOSED web-7-cpu-high: Alice 님이 수동 종료 (1111…3333, eu-west-1)"


@pytest.mark.parametrize(
    ("ending", "card", "text"),
    [
        (Ending.DELETED, "21:20 종료: CloudWatch에서 삭제됨", "CloudWatch에서 삭제됨"),
        (Ending.SILENT, "21:20 종료: 7일간 소식 없음", "소식이 없어 종료"),
    ],
)
def test_closed_by_nobody(ending, card, text):
    message = CARDS.card(opened(alarm()).ended(ending, NOON + minutes(20)))
    assert drawn(message)[2].startswith(f"│ {card} · ")
    assert f": {text} (" in message.text


def test_an_event_keeps_its_words_and_says_how_much_is_missing():
    told = event("Deleted 42 objects", facts=(("by", "ci"),), place=Place("aws", "eu-west-1", "111122223333"))
    assert drawn(CARDS.card(told)) == [
        "🔵 *Deleted 42 objects*",
        "│ *by*: ci",
        "│ 2026-11-20 21:00 · 1111…3333 · eu-west-1",
    ]
    assert drawn(CARDS.lines(event(text="x" * 60_000), []))[-1].startswith("… 외 51,")


def test_the_lines_in_the_thread():
    late = Changed(NOON - minutes(60), State.OK, State.ALARM, "", late=True)
    acts = [Acted(NOON, ALICE, act) for act in ("watched", "unwatched", "closed")]
    ends = [Ended(NOON, ending) for ending in Ending]
    assert drawn(CARDS.lines(incident(), [late, *acts, *ends])) == [
        "2026-11-20 20:00 ALARM → OK (늦게 도착)",
        "👀 Alice 님이 지켜보는 중",
        "Alice 님이 지켜보기를 중단",
        "Alice 님이 수동 종료",
        "CloudWatch에서 경보가 삭제되어 종료합니다.",
        "7일간 이 경보의 소식이 없어 종료합니다.",
    ]


def overview(*rows: Row, wanted: Filter, counts: dict[State, int]) -> Overview:
    place = Place("aws", "eu-west-1", "111122223333")
    return Overview(rows, counts, wanted, 3, 21, place, NOON + minutes(29))


def test_the_overview_marks_what_flaps():
    flap = Flap(ContributorId(""), (), NOON, NOON, 7)
    row = Row(alarm("checkout-5xx"), Shown(opened(alarm(), flaps=(flap,))))
    message = REPLIES.overview(overview(row, wanted=Filter(), counts={State.ALARM: 1}))
    assert "🔁 반복 변동" in drawn(message)[1]


def test_the_overview_of_alarms():
    row = Row(alarm("checkout-5xx"), Shown(opened(alarm()).watched(ALICE, NOON)), "https://local.slack.com/1")
    counts = {State.ALARM: 1, State.INSUFFICIENT_DATA: 1, State.OK: 19}
    message = REPLIES.overview(overview(row, wanted=Filter(page=2), counts=counts))
    head, line, buttons = drawn(message)
    for part_of_it in ("데이터 없음", "21:29:00 조회", "1111…3333, eu-west-1"):
        assert part_of_it in head
    for part_of_it in ("🔴 *checkout-5xx* 2026-11-20 21:00부터 (29분)", "👀 Alice", "카드 · CloudWatch"):
        assert part_of_it in line
    assert buttons == "[전체] [ALARM] [데이터 없음] [OK] [◀] [2/3 ▶]"


@pytest.mark.parametrize(
    ("counts", "wanted", "said"),
    [
        ({}, Filter(), "이 계정과 리전에는 아직 경보가 없습니다."),
        (
            {State.OK: 3},
            Filter(part="zzz"),
            "이름에 “zzz” 부분이 있는 경보가 없습니다. 전체 보기: /aws alarms",
        ),
        ({State.OK: 3}, Filter(State.ALARM), "이 상태의 경보가 없습니다."),
    ],
)
def test_an_empty_overview_is_honest(counts, wanted, said):
    assert said in REPLIES.overview(overview(wanted=wanted, counts=counts)).text


def test_a_drill():
    legs = [Leg("published", 0.01), Leg("accepted", 0.3), Leg("shown", 0.8), Leg("recovered", 1.2)]
    lines = drawn(REPLIES.drill(legs))
    assert lines[0] == "✅ 전체 경로 정상: 2.31초"
    told = ["• 주제에 게시", "• 수신 및 저장", "• Slack에 표시", "• OK로 종료"]
    assert [line.split(":")[0] for line in lines[1:]] == told
    assert drawn(REPLIES.drill([Leg("published", None)])) == [
        "❌ 테스트 경보가 끝까지 가지 못했습니다.",
        "• 주제에 게시: 30초 안에 끝나지 않음",
    ]


def test_the_help():
    commands = [(f"/aws {name}", does) for name, does in Sentences(TR).does.items()]
    assert drawn(REPLIES.help(commands))[0] == "사용할 수 있는 명령:"
    lines = drawn(REPLIES.help(commands, "alrams", "/aws alarms"))
    assert lines[0] == "“alrams” 명령은 없습니다. 혹시 /aws alarms 명령을 찾으셨나요?"
    assert lines[-1].endswith("이 도움말. 명령 끝에 share를 붙이면 모두에게 표시")


def test_the_audit_trail():
    assert drawn(REPLIES.audit([Deed(NOON, ALICE, "watch", "web-7", "done")])) == [
        "작업 1건",
        "• 2026-11-20 21:00 · *Alice* · watch · web-7",
    ]
    assert REPLIES.audit([]).text == "그 조건에 맞는 기록이 없습니다."


def test_slack_takes_what_is_korean():
    names = "가나다라" * 200
    shown = opened(alarm(names, description=names, reason=names), recent=3).watched(ALICE, NOON)
    for one in (shown, shown.closed(ALICE, NOON), shown.changed(no_data(after=3))):
        card = CARDS.card(one)
        hold_limits(card)
        assert refused(card) is None
