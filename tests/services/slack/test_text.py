"""Text from outside, made safe to show."""

from services.slack.rich_text import fill, joined, link, spoken, words
from services.slack.text import cut, escaped, first_sentence, literal, literal_lines


def test_a_short_text_stays_as_it_is() -> None:
    assert literal("CPU of web-7 > 80 % & rising, 한글 👀️", 100) == "CPU of web-7 > 80 % & rising, 한글 👀️"


def test_a_line_has_no_line_ends_and_a_paragraph_keeps_them() -> None:
    assert literal("a\r\nb\tc\u2028d", 100) == "a b c d"
    assert literal_lines("\n\na\r\n  b\tc\u2028d\n", 100) == "a\n  b\tc\nd"


def test_control_sequences_are_broken_by_what_nobody_sees() -> None:
    assert literal("<!channel> @Here &lt;@U1> <https://x|y>", 100) == (
        "<\u200b!channel> @\u200bHere &lt;\u200b@U1> <\u200bhttps://x|y>"
    )


def test_a_name_that_only_looks_like_a_mention_is_left_alone() -> None:
    assert (
        literal("ops@hereford.example @channels a<b 5 < 7", 100) == "ops@hereford.example @channels a<b 5 < 7"
    )


def test_a_cut_text_says_so() -> None:
    assert cut("abcdef", 6) == "abcdef"
    assert cut("abcdefg", 6) == "abcde…"
    assert literal("a" * 60_000, 10) == "a" * 9 + "…"
    assert literal("\u200b" * 60_000 + "a", 10) == "…"


def test_a_notification_s_text_has_no_mark_and_no_address() -> None:
    assert escaped("<a> & https://x.y") == "&lt;a&gt; &amp; https:\u200b//x.y"


def test_a_sentence_ends_where_one_does() -> None:
    assert first_sentence("1 datapoint [93.4] was > 80.0. Then more.") == "1 datapoint [93.4] was > 80.0."
    assert first_sentence("  one line\nanother") == "one line"
    assert first_sentence("경보가 울렸습니다. 다음") == "경보가 울렸습니다."
    assert first_sentence("") == ""


def test_a_template_takes_phrases_in_any_order() -> None:
    person = words("{time}", bold=True)
    phrase = fill("{time}부터 {person}", person=person, time="14:02")
    assert spoken(phrase) == "14:02부터 {time}"
    assert person[0] in phrase


def test_what_says_nothing_leaves_no_separator() -> None:
    assert spoken(joined([[], words("a"), words(""), words("b"), []])) == "a · b"


def test_a_link_without_an_address_is_none() -> None:
    assert link("", "label") == []
