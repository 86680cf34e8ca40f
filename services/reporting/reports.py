"""The report of an incident: a modal is opened and filled, and what it says in the end becomes a page."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NewType, Protocol

import structlog

from services.desk import StoreUnavailable, UnknownIncident
from services.incident import Person
from services.reporting.author import Author, Written
from services.reporting.filing import Filer, StillFiling
from services.reporting.form import NO_MODEL, Errand, Form
from services.reporting.making import Making
from services.reporting.material import Gathering, Material
from services.reporting.wiki import Filed, WikiFailed

log = structlog.get_logger(__name__)

ViewId = NewType("ViewId", str)


class OurFault(Exception):
    """What nobody foresaw; it stands in the log."""


Problem = WikiFailed | StillFiling | UnknownIncident | StoreUnavailable | OurFault
OUR_FAULT = OurFault()


class NoWiki(Exception):
    """None is configured."""


class Window(Protocol):
    """The modal before a person. Slack's troubles are its own: nothing but *open* raises.

    What shows something tells whether it stands there now: the person may have closed the modal.
    """

    async def open(self, trigger: str, errand: Errand) -> ViewId:
        """Open it while the click is fresh; raises where Slack does not."""

    async def fill(self, view: ViewId, form: Form, problem: Problem | None = None) -> bool: ...

    async def done(self, view: ViewId, filed: Filed, form: Form) -> bool: ...

    async def fail(self, view: ViewId, problem: Problem) -> bool: ...

    async def tell(self, errand: Errand, by: Person, problem: Problem) -> None:
        """Say the same in the thread, to *by* alone."""


@dataclass(frozen=True, slots=True)
class Reports:
    filer: Filer | None  # none where no wiki is configured
    gathering: Gathering
    author: Author | None  # likewise a model
    making: Making
    window: Window
    spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]

    async def open(self, errand: Errand, trigger: str) -> None:
        """Open the modal at once; it is filled when there is something to show."""
        if self.filer is None:
            raise NoWiki
        view = await self.window.open(trigger, errand)
        self.spawn(self._prepare(self.filer, errand, view))

    async def file(self, view: ViewId, form: Form, by: Person) -> bool:
        """File what stands in *form*; tell whether there is a page now."""
        if self.filer is None:
            raise NoWiki
        filed = asyncio.Event()
        # the bot waits for it when it stops, as it does for every task of its own
        await asyncio.wait({self.spawn(self._file(self.filer, view, form, by, filed))})
        return filed.is_set()

    async def _prepare(self, filer: Filer, errand: Errand, view: ViewId) -> None:
        form: Form | None = None
        problem: Problem = OUR_FAULT
        try:
            form = await self._form(filer, errand)
        except (WikiFailed, UnknownIncident, StoreUnavailable) as error:
            log.warning("report_not_prepared", incident=errand.incident, error=str(error))
            problem = error
        finally:
            await (self.window.fill(view, form) if form else self.window.fail(view, problem))

    async def _form(self, filer: Filer, errand: Errand) -> Form:
        """The wiki is asked first: without it no model needs to write anything."""
        spaces = await filer.spaces()
        record = await filer.records.recall(errand.incident)
        material = await self.gathering.gather(errand)
        written = await self._written(material)
        form = Form(
            errand,
            filer.drafting.title(self.making.report(material)),
            spaces[0].key,
            spaces,
            written.sections,
            written.moments,
            has_thread=bool(material.remarks),
            lack=written.lack,
        )
        return form.known(record)

    async def _written(self, material: Material) -> Written:
        return await self.author.write(material) if self.author else Written(lack=NO_MODEL)

    async def _file(self, filer: Filer, view: ViewId, form: Form, by: Person, done: asyncio.Event) -> None:
        problem: Problem = OUR_FAULT
        errand = form.errand
        try:
            report = self.making.report(await self.gathering.gather(errand), form)
            title, space = form.title or filer.drafting.title(report), form.space or filer.keys[0]
            filed = await filer.file(report, title, space, by)
            done.set()
            await self.window.done(view, filed, form)
        except (WikiFailed, StillFiling, UnknownIncident, StoreUnavailable) as error:
            log.warning("report_not_filed", incident=errand.incident, error=str(error))
            problem = error
        finally:
            if not done.is_set():
                await self._give_back(filer, view, form, by, problem)

    async def _give_back(self, filer: Filer, view: ViewId, form: Form, by: Person, problem: Problem) -> None:
        """Nothing that somebody wrote is lost: the form comes back as they left it."""
        with suppress(StoreUnavailable):
            form = form.known(await filer.records.recall(form.errand.incident))
        if not await self.window.fill(view, form, problem):
            await self.window.tell(form.errand, by, problem)
