"""Visits a stage from the command line and tells what came; exit code 1 when it could not."""

import argparse
import asyncio
import json
import sys
from collections import Counter

from . import Stage, WireError, now_ms


def name_of(block: dict) -> str:
    return f"layer {block['layer']} {'key' if block['key'] else 'delta'}" if "layer" in block else block["kind"]


async def visit(args: argparse.Namespace) -> dict:
    """Stays for a while, or until a line was answered; what came."""
    stage = await Stage.join(args.url, name=args.name, bodyId=args.body, locale=args.locale, stage=args.stage)
    messages, blocks, problems, lines, said, answered = Counter(), Counter(), [], [], not args.say, False
    end, ping_at = now_ms() + args.seconds * 1000, 0.0
    while now_ms() < end and not (args.say and answered):
        kind, value = await asyncio.wait_for(stage.next(), 10)
        messages[kind] += 1
        if kind == "pose":
            blocks.update(map(name_of, value["blocks"]))
            problems += [value["error"]] if value["error"] else []
            said = said or await stage.send("say", text=args.say, locale=args.locale) is None
        elif kind == "event" and value["kind"] == "say":
            lines.append({**value, "name": stage.roster.humans.get(value["netId"], {}).get("nameEn", "")})
            answered = answered or value["toNetId"] == stage.welcome["netId"] > 0
        if stage.welcome and now_ms() > ping_at:
            await stage.send("ping", clientMs=now_ms())
            ping_at = now_ms() + 2000
    return {"welcome": stage.welcome, "roster": list(stage.roster.humans.values()), "messages": messages, "blocks": blocks,
            "bodies": len(stage.poses.bodies), "counters": stage.poses.counters, "problems": problems, "lines": lines,
            "stageMs": stage.stage_ms(), "roundTripMs": stage.round_trip_ms, "leftWith": await stage.leave()}


def main() -> int:
    parser = argparse.ArgumentParser(prog="troupe_client", description="Visits a stage and tells what came.")
    parser.add_argument("url", help="of the stage, such as ws://localhost:2567")
    parser.add_argument("--seconds", type=float, default=5, help="how long to stay (with --say: at most)")
    parser.add_argument("--stage", default="", help="which of the server's stages (the first)")
    parser.add_argument("--json", action="store_true", help="the report as one line of JSON")
    for option, default, words in (("--name", "Python", "shown over the body"), ("--body", "", "body to wear; none: watch"),
                                   ("--locale", "en", "en or ko"), ("--say", "", "a line; the visit ends with its answer")):
        parser.add_argument(option, default=default, help=words)
    args = parser.parse_args()
    try:
        print(json.dumps(asyncio.run(visit(args)), ensure_ascii=False, indent=None if args.json else 1))
    except (OSError, WireError, asyncio.TimeoutError) as error:
        print(f"troupe_client: {error or 'the stage has been silent for 10 s'}", file=sys.stderr)
        return 1
    return 0


sys.exit(main())
