"""What happens in the world of one seed, and when."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from services.desk import StoreUnavailable, UnknownIncident
from services.incident import IncidentId, Person, UserId
from services.muting.mutes import NotYours, TooManyMutes
from tests.faults.aws import Bell, event_body
from tests.faults.disk import spoil
from tests.faults.slack import Standing
from tests.faults.weather import AT_A_MOMENT, FOR_A_WHILE, OF_MESSAGES
from tests.faults.world import POISON, Act, World

if TYPE_CHECKING:
    from tests.faults.life import Life

RUBBISH = ('{"Type": "Notification", "Message":', "[[[[[[", "\x00\x07 plain", '{"AlarmName": 7}', "")
TRAPS = ("intend", "settle", "settle", "accept", "accept", "change", "move", "tell", "end")
METHODS = ("chat.postMessage", "chat.postMessage", "chat.update", "conversations.history")


class Plan:
    def __init__(self, world: World) -> None:
        self.world, self.random = world, world.random
        self.length = self.random.uniform(40, 300)
        self.end = self.length

    def make(self) -> None:
        """Write all of it into the world's time."""
        world, weather = self.world, self.world.weather
        weather.plan(self.length)
        for number in range(self._how_many()):
            self._course(self._bell(number))
        for number in range(self.random.randint(0, 4)):
            self._at_some_time(partial(self._event, number))
        for kind in OF_MESSAGES:
            if kind in weather.kinds:
                self._of_messages(kind)
        for _ in range(self.random.randint(0, 8)):
            self._at_some_time(self._person)
        for kind in AT_A_MOMENT:
            if kind in weather.kinds:
                for _ in range(self.random.randint(1, 3)):
                    self._at_some_time(partial(self._moment, kind))
        self._for_a_while()
        ends = [end for windows in weather.windows.values() for _, end in windows]
        self.end = max([self.length, *ends]) + 1
        world.time.after(self.end, self._over)

    def _at_some_time(self, do: Callable[[], None]) -> None:
        self.world.time.after(self.random.uniform(0, self.length), do)

    def _how_many(self) -> int:
        return self.random.choice((5, 8, 12, 20, 30))

    def _bell(self, number: int) -> Bell:
        bell = Bell(f"bell-{number:04}", changed_at=self.world.time.true() - 86_400)
        kind = self.random.random()
        if kind < 0.15:
            bell.rule = "ALARM(bell-0000) OR ALARM(bell-0001)"
        elif kind < 0.3:
            bell.parts = {"a": "OK", "b": "OK", "c": "OK"}
        self.world.cloud.bells[bell.name] = bell
        return bell

    def _course(self, bell: Bell) -> None:
        """Into ALARM and mostly out of it, at times back and forth."""
        at = self.random.uniform(0, self.length * 0.8)
        pause = self.random.choice((0.3, 5.0, 30.0, 100.0))
        states = ["ALARM", *self.random.choices(("OK", "ALARM", "INSUFFICIENT_DATA"), (5, 3, 1), k=6)]
        for state in states[: self.random.choice((1, 1, 2, 2, 3, 6))]:
            self.world.time.after(at, partial(self._ring, bell, state))
            at += self.random.uniform(0.2, 2) * pause
        self.length = max(self.length, at)

    def _ring(self, bell: Bell, state: str) -> None:
        part = ""
        if bell.parts:
            part, state = self.random.choice(list(bell.parts)), "OK" if state != "ALARM" else state
        now = bell.parts[part] if part else bell.state
        if not bell.deleted and now != state:
            token = self.world.cloud.ring(bell, state, part)
            self.world.tell(f"{bell.name} {part} goes {state} ({token})")

    def _event(self, number: int) -> None:
        self.world.cloud.words += 1
        self.world.queue.send(event_body(f"w{self.world.cloud.words}w", f"event {number}"))

    def _of_messages(self, kind: str) -> None:
        if kind == "storm":
            self.world.weather.happened(kind)
            begin, over = self.random.uniform(0, self.length / 2), self.random.uniform(2, 20)
            for number in range(self.random.randint(60, 160)):
                bell = self._bell(1000 + number)
                self.world.time.after(
                    begin + self.random.uniform(0, over), partial(self._ring, bell, "ALARM")
                )
                if self.random.random() < 0.4:
                    later = begin + over + self.random.uniform(0, 120)
                    self.world.time.after(later, partial(self._ring, bell, "OK"))
        elif kind == "message cannot be parsed":
            for _ in range(self.random.randint(1, 3)):
                self._at_some_time(self._rubbish)
        else:
            self._at_some_time(lambda: self.world.queue.send(event_body("poison", POISON)))

    def _rubbish(self) -> None:
        self.world.weather.happened("message cannot be parsed")
        self.world.cloud.words += 1
        self.world.queue.send(f"w{self.world.cloud.words}w {self.random.choice(RUBBISH)}")

    def _for_a_while(self) -> None:
        for kind in FOR_A_WHILE:
            for begin, end in self.world.weather.windows.get(kind, ()):
                self.world.time.after(begin, partial(self._shut, kind))
                self.world.time.after(end, self._put_right)

    def _shut(self, kind: str) -> None:
        self.world.weather.happened(kind)
        channels = self.world.slack.channels
        if kind == "channel archived":
            channels[self.random.choice((self.world.alerts, self.world.team))].archived = True
        elif kind == "ops channel archived":
            channels[self.world.ops].archived = True
        elif kind == "bot removed from channel":
            channels[self.random.choice(list(channels))].member = False

    def _put_right(self) -> None:
        for channel in self.world.slack.channels.values():
            channel.archived, channel.member = False, True

    def _over(self) -> None:
        self.world.tell("ALL FAULTS ARE OVER")
        self.world.weather.over = True
        self.world.store_trap = self.world.slack_trap = ""
        self.world.time.skew = self.random.choice((self.world.time.skew, 0.0))
        self._put_right()

    def _moment(self, kind: str) -> None:
        {
            "kill -9": self._kill,
            "kill -9 around a transaction": self._trap_store,
            "kill -9 while slack is asked": self._trap_slack,
            "sigterm": self._sigterm,
            "clock steps": self._step,
            "card deleted": self._delete_card,
            "alarm deleted in alarm": self._delete_alarm,
            "queue expired": self._expire,
            "store corrupted": self._corrupt,
            "long absence": self._leave,
        }[kind]()

    def _alive(self) -> "Life | None":
        life = self.world.life
        return life if life and life.up and not life.ended else None

    def _kill(self) -> None:
        if life := self.world.life:
            self.world.weather.happened("kill -9")
            self.world.down = self.random.uniform(0.3, 5)
            life.kill("killed")

    def _trap_store(self) -> None:
        self.world.store_trap = f"{self.random.choice(TRAPS)} {self.random.choice(('before', 'after'))}"

    def _trap_slack(self) -> None:
        self.world.slack_trap = f"{self.random.choice(METHODS)} {self.random.choice(('before', 'arrived'))}"

    def _sigterm(self) -> None:
        if life := self._alive():
            self.world.weather.happened("sigterm")
            life.stop.set()

    def _step(self) -> None:
        by = self.random.choice((-600, -200, -20, 20, 200, 600)) * self.random.uniform(0.5, 1)
        self.world.weather.happened("clock steps", f"by {by:.0f} s")
        self.world.time.skew += by

    def _cards(self) -> list[Standing]:
        return [
            one
            for one in self.world.slack.standing()
            if one.thread is None and one.subject.startswith(f"incident-{self.world.memory}-")
        ]

    def _delete_card(self) -> None:
        if cards := self._cards():
            card = self.random.choice(cards)
            self.world.weather.happened("card deleted", card.post)
            self.world.slack.delete_by_hand(card)

    def _delete_alarm(self) -> None:
        bells = [one for one in self.world.cloud.bells.values() if one.state == "ALARM" and not one.deleted]
        if bells:
            bell = self.random.choice(bells)
            bell.deleted = True
            self.world.weather.happened("alarm deleted in alarm", bell.name)

    def _expire(self) -> None:
        gone = self.world.queue.expire()
        if gone:
            self.world.weather.happened("queue expired", f"{gone} messages")

    def _corrupt(self) -> None:
        if life := self.world.life:
            life.kill("killed")
            self.world.on_burial.append(self._spoil)

    def _spoil(self) -> None:
        if what := spoil(self.world.path, self.random):
            self.world.weather.happened("store corrupted", what)

    def _leave(self) -> None:
        if life := self.world.life:
            self.world.weather.happened("long absence")
            self.world.down = self.random.uniform(320, 900)
            life.kill("killed")

    def _person(self) -> None:
        """Somebody clicks on a card, if there is one."""
        cards, life = self._cards(), self._alive()
        if not cards or not life:
            return
        card = self.random.choice(cards)
        self.world.numbers += 1
        person = Person(UserId(f"U{self.world.numbers}"), f"P{self.world.numbers}P")
        what = self.random.choice(("watched", "watched", "watched then unwatched", "closed", "muted"))
        act = Act(what, person.name, card.subject, self.world.time.true())
        self.world.acts.append(act)
        life.act(self._do(life, act, person))

    async def _do(self, life: "Life", act: Act, person: Person) -> None:
        incident, desk = IncidentId(act.incident), life.desk
        try:
            match act.what:
                case "watched":
                    await desk.watch(incident, person)
                case "watched then unwatched":
                    await desk.watch(incident, person)
                    await desk.unwatch(incident, person)
                case "closed":
                    await desk.close(incident, person)
                case _:
                    until = self.random.choice(("1m", "3m", "6m"))
                    await life.mutes.mute_one(incident, until, "", person, admin=True)
        except (StoreUnavailable, UnknownIncident, NotYours, TooManyMutes) as error:
            self.world.tell(f"{person.name}: {act.what} {incident}: {type(error).__name__}")
            return
        act.done = True
        self.world.tell(f"{person.name}: {act.what} {incident}")
