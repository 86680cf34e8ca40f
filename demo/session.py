"""A session of the demo: a local Slack, a local AWS, a local wiki, and the bot between them."""

import asyncio
import os
import secrets
import signal
import sys
import webbrowser
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from threading import Thread

from demo.aws import LocalAws, LocalAwsFailed, Stack
from demo.aws.stack import DeployFailed
from demo.bedrock import AGENT, ALIAS, HARNESS, MODEL, LocalBedrock
from demo.children import Child, last_words, start_child
from demo.confluence import SPACE, LocalConfluence
from demo.crew import Crew
from demo.options import HOST, DemoFailed, Options, Way, port_refusal, read_options, state_folder
from demo.shop import Shop
from demo.slack.page import page_routes
from demo.slack.people import ALERTS, OPS
from demo.slack.server import LocalSlack
from demo.story import Story
from services.aws.tool_arguments import tools
from services.storage.dynamodb.rota import DynamoRota
from services.storage.dynamodb.table import Table

ROOT = Path(__file__).parents[1]
BOT = (sys.executable, "-m", "bot")
# What of the person's own environment the bot of the demo may see: no account, no token, no proxy.
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "BOT_LANGUAGE", "BOT_TIMEZONE", "DIGEST", "LOG_LEVEL")
CONNECTED_WITHIN = 10.0
PATIENCE = "45"  # seconds for an answer: nobody waits two minutes for a demo to fail


def main(arguments: Sequence[str], bot: Sequence[str] = BOT) -> int:
    options = read_options(arguments)
    if refusal := port_refusal(options.port):
        print(f"Port {options.port} {refusal}; choose another one with --port.", file=sys.stderr)
        return 2
    try:
        with state_folder(options.keep) as folder:
            return asyncio.run(_until_stopped(options, folder, bot))
    except (DemoFailed, LocalAwsFailed, DeployFailed) as error:
        print(error, file=sys.stderr)
        return 1


async def _until_stopped(options: Options, folder: Path, bot: Sequence[str]) -> int:
    """Run the demo until it fails or is told to stop, which is no failure."""
    loop = asyncio.get_running_loop()
    demo = asyncio.create_task(run(options, folder, bot))
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(name, _cancel_once, demo)
    try:
        await demo
    except asyncio.CancelledError:
        print("Stopped; nothing is left running.")
    return 0


def _cancel_once(demo: asyncio.Task[None]) -> None:
    if not demo.cancelling():  # a second Ctrl-C would cut the ending short
        demo.cancel()


async def run(options: Options, folder: Path, bot: Sequence[str]) -> None:
    """Start everything, say so, and watch over it; what was started ends with it, the bot first."""
    async with AsyncExitStack() as running:
        aws = await running.enter_async_context(LocalAws(folder))
        stack = await aws.deploy()
        console = aws.console(stack)
        await console.make()
        bedrock = await running.enter_async_context(LocalBedrock(agent_tools=tools()))
        shop = Shop(aws.clients, bedrock.trail)
        await shop.open()
        console.observe(shop.hear)
        told = Story if options.story else None
        token, env = secrets.token_urlsafe(24), dict[str, str]()
        rota = running.enter_context(shared_rota(aws, stack)) if options.bots > 1 else None

        async def start(name: str, log: Path) -> Child:
            return await start_child(name, bot, env, log, folder=folder)

        crew = Crew(folder, start, rota)
        wiki = await running.enter_async_context(LocalConfluence())
        routes = page_routes(
            console, token, story=told, crew=crew, bedrock=bedrock, wiki=f"{wiki.url}/wiki/spaces/{SPACE}"
        )
        slack = await running.enter_async_context(LocalSlack(host=HOST, port=options.port, app_routes=routes))
        env |= bot_environment(slack, aws, stack, await aws.role_keys(stack), folder)
        env |= asking(bedrock, options.ask) | wiki.environment
        if rota:
            env["STATE_URL"] = f"dynamodb://{stack.table}"
        running.push_async_callback(crew.stop)
        for name in names(options.bots):
            await crew.start(name)
        await _connected(slack, crew)
        _tell(slack, aws, wiki, folder, options)
        await _watch(crew, aws)


def names(bots: int) -> list[str]:
    return [f"bot-{number}" for number in range(1, bots + 1)] if bots > 1 else ["bot"]


@contextmanager
def shared_rota(aws: LocalAws, stack: Stack) -> Iterator[DynamoRota]:
    """Who shows what, as the bots have it in their table."""
    with ThreadPoolExecutor(1, thread_name_prefix="rota") as pool:
        yield DynamoRota(Table(aws.clients.dynamodb, stack.table, pool))


def bot_environment(
    slack: LocalSlack, aws: LocalAws, stack: Stack, keys: Mapping[str, str], folder: Path
) -> dict[str, str]:
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return passed_on | {
        # It runs in the demo's folder, so that a .env for the real Slack is out of its sight.
        "PYTHONPATH": str(ROOT),
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "AWS_ENDPOINT_URL": aws.url,
        "AWS_REGION": aws.region,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "ALARM_QUEUE_URL": stack.queue_url,
        "ALARM_TOPIC_ARN": stack.topic_arn,
        "ALERT_CHANNEL": ALERTS,
        "OPS_CHANNEL": OPS,
        "FLAP_MINUTES": "2",  # nobody wants to wait a quarter of an hour to see the end of it
        "STATE_URL": f"sqlite:///{folder}/watchbell.db",
        **keys,
    }


def asking(bedrock: LocalBedrock, way: Way) -> dict[str, str]:
    """What lets the bot ask the local Bedrock, by one of its three ways."""
    named = {
        "agent": {"BEDROCK_AGENT": AGENT, "BEDROCK_AGENT_ALIAS": ALIAS},
        "model": {"BEDROCK_MODEL": MODEL},
        "harness": {"BEDROCK_AGENT": HARNESS},
    }
    return bedrock.environment | {"ASK_TIMEOUT": PATIENCE} | named[way]


async def _connected(slack: LocalSlack, crew: Crew) -> None:
    """Wait until every bot has opened its Socket Mode connection."""
    ended = asyncio.create_task(crew.ended())
    bot = next(iter(crew.bots.values())).child
    try:
        async with asyncio.timeout(CONNECTED_WITHIN * len(crew.bots)):
            while slack.connections < len(crew.bots):
                if ended.done():
                    raise DemoFailed(_ended(ended.result()))
                await asyncio.wait({ended}, timeout=0.02)
    except TimeoutError:
        raise DemoFailed(
            f"The bot does not connect to Slack; its last lines:\n{last_words(bot.log)}"
        ) from None
    finally:
        ended.cancel()


def _tell(slack: LocalSlack, aws: LocalAws, wiki: LocalConfluence, folder: Path, options: Options) -> None:
    print(f"Local AWS   {aws.url}, with the stack of infra/watchbell.yml and some alarms")
    print(f"Local Slack {slack.api_url}")
    print(f"Local wiki  {wiki.url}/wiki, for the reports")
    print(
        f"{'The bot ' if options.bots == 1 else f'{options.bots} bots  '}    runs, logs and state in {folder}"
    )
    print(f"\n  Open {slack.url}/ and set off an alarm.\n\nCtrl-C stops everything.", flush=True)
    if options.browser and _has_screen():
        Thread(target=webbrowser.open, args=[f"{slack.url}/"], daemon=True).start()


async def _watch(crew: Crew, aws: LocalAws) -> None:
    """Return never: fail when one of the children ends by itself."""
    bots, cloud = asyncio.create_task(crew.ended()), asyncio.create_task(aws.ended())
    try:
        await asyncio.wait({bots, cloud}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        bots.cancel()
        cloud.cancel()
    if bots.done() and not bots.cancelled():
        raise DemoFailed(_ended(bots.result()))
    raise DemoFailed(f"The local AWS ended by itself; its last lines:\n{last_words(aws.log)}")


def _ended(bot: Child) -> str:
    code = bot.process.returncode
    return f"The bot ended by itself (exit code {code}); its last lines:\n{last_words(bot.log)}"


def _has_screen() -> bool:
    """Whether a browser would open a window, not a text browser in this terminal."""
    shown = sys.platform == "darwin" or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    return sys.stdout.isatty() and shown
