"""What the model of the demo says, in the languages that it knows."""

import re
from dataclasses import dataclass

HANGUL = re.compile(r"[가-힣]")


@dataclass(frozen=True, slots=True)
class Words:
    canned: str
    changed: str
    then_logged: str
    logged: str
    unclear: str
    is_so: str
    change: str
    logs: str
    metric: str
    history: str
    others: str
    more: str
    absent: str
    failed: str
    next: str
    roll_back: str
    watch: str
    read_log: str
    ask_who: str
    look_on: str
    nothing: str
    all_quiet: str
    opened: str
    said: str
    then: str
    forgotten: str
    storm: str
    alike: str
    one_of_them: str


ENGLISH = Words(
    canned="_(canned answer of the demo: made from the evidence, by no model)_",
    changed="**Most likely it is the change of {what}**: {call} at {at}, {minutes} min before the alarm.",
    then_logged="Its log then says “{text}”.",
    logged="**The log tells it: “{text}”**, {count}× in `{where}`. What brought it about, I was not given.",
    unclear="**What I was given does not show the cause.**",
    is_so="`{name}` is {state} since {since}.",
    change="Change: {call} of {what} by {who} at {at}",
    logs="Log `{where}`: “{text}” {count}×",
    metric="Metric {where}: {last} at {at}, {low} at its lowest",
    history="It went off {count} times in the last 7 days",
    others="In ALARM as well: {names}",
    more="{names} and {count} more",
    absent="Not available: {text}",
    failed="I wanted to look up `{tool}`, and could not: {text}",
    next="**Next:**",
    roll_back="Look at what {who} changed; if in doubt, roll it back.",
    watch="Then see whether `{name}` recovers.",
    read_log="Read `{where}` from a few minutes before {at}.",
    ask_who="Ask who works on it: no change of it is recorded.",
    look_on="Look at the logs and the last changes of what the alarm watches.",
    nothing="I was given nothing that answers this.",
    all_quiet="Nothing is in ALARM.",
    opened="Open now:",
    said="A moment ago I answered: {text}",
    then="Since {at}: that is the time I named before.",
    forgotten="I remember nothing of an earlier question: here is only what I was given now.",
    storm="**{count} alarms went off together** from {at} on; {alarming} of them are in ALARM now.",
    alike="What they share: names begin with {begin}; names end in {end}; they are in {where}.",
    one_of_them="One of them, looked at more closely:",
)
KOREAN = Words(
    canned="_(데모용으로 준비된 답변: 모델 없이 근거만으로 만들었습니다)_",
    changed="**{what} 변경이 가장 유력한 원인입니다**: {at}에 {call}, 경보가 울리기 {minutes}분 전입니다.",
    then_logged="그 뒤 로그에 “{text}”가 나옵니다.",
    logged="**로그에 나타납니다: “{text}”**, `{where}`에 {count}번. 그 원인은 근거에 없습니다.",
    unclear="**받은 근거만으로는 원인을 알 수 없습니다.**",
    is_so="`{name}` 경보가 {since}부터 {state} 상태입니다.",
    change="변경: {at} {who} {what} {call}",
    logs="로그 `{where}`: “{text}” {count}번",
    metric="지표 {where}: {at}에 {last}, 최저 {low}",
    history="최근 7일 동안 {count}번 울렸습니다",
    others="함께 ALARM 상태: {names}",
    more="{names} 외 {count}개",
    absent="확인할 수 없음: {text}",
    failed="`{tool}` 조회를 시도했지만 실패했습니다: {text}",
    next="**다음 단계:**",
    roll_back="{who}의 변경 내용을 확인하고, 의심되면 되돌리세요.",
    watch="그런 다음 `{name}` 경보가 복구되는지 확인하세요.",
    read_log="{at} 몇 분 전부터 `{where}` 로그를 읽어 보세요.",
    ask_who="기록된 변경이 없으니 담당자에게 물어보세요.",
    look_on="경보 대상의 로그와 최근 변경을 확인하세요.",
    nothing="질문에 답할 근거를 받지 못했습니다.",
    all_quiet="ALARM 상태인 경보가 없습니다.",
    opened="지금 열려 있는 경보:",
    said="방금 이렇게 답했습니다: {text}",
    then="{at}부터입니다. 앞서 말한 시각입니다.",
    forgotten="이전 질문은 기억나지 않습니다. 지금 받은 근거만 알고 있습니다.",
    storm="**{at}부터 경보 {count}건이 한꺼번에 울렸습니다**. 지금 ALARM 상태는 {alarming}건입니다.",
    alike="공통점: 이름 앞부분 {begin}; 이름 끝부분 {end}; 위치 {where}.",
    one_of_them="그중 하나를 자세히 보면:",
)


def words_for(question: str) -> Words:
    """In the language of *question*."""
    return KOREAN if HANGUL.search(question) else ENGLISH
