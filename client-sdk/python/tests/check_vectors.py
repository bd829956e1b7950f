"""
Holds the client against the golden vectors, byte for byte, and against broken bytes.

    python3 client-sdk/python/tests/check_vectors.py [FOLDER of the vectors]

Prints what was checked as one line of JSON; exit code 1 and a line for each difference when something is not as it should be.
"""

import json
import random
import struct
import sys
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1]))
import troupe_client as tc  # noqa: E402

GARBAGE = 20_000
failures = []


def check(what: str, got, wanted) -> None:
    if got != wanted:
        failures.append(f"{what}: {str(got)[:300]} is not {str(wanted)[:300]}")


def float32(value: float) -> float:
    return struct.unpack("<f", struct.pack("<f", value))[0]


def plain(block: dict) -> dict:
    """A block as the vectors write it: of the joints those of the layer, rotations as 32-bit floats, no cell."""
    out = {key: value for key, value in block.items() if key != "cell"}
    if block["kind"] == "body":
        out["joints"] = block["joints"][: tc.LAYER_JOINTS[block["layer"]]]
    if block["kind"] == "prop":
        out["rotation"] = [float32(part) for part in block["rotation"]]
    return out


def poses_of(decoder: tc.PoseDecoder, data: bytes) -> dict:
    read = decoder.decode(data)
    return {"presentAtMs": read["presentAtMs"], "blocks": list(map(plain, read["blocks"])), "counters": dict(decoder.counters)}


def check_poses(folder: Path) -> int:
    golden = json.loads((folder / "vhp1.json").read_text())
    data = (folder / "vhp1.bin").read_bytes()
    for case in golden["quats"]:
        check(f"rotation {case['packed']}", [float32(part) for part in tc.unpack_rotation(case["packed"])], case["unpacked"])
    decoder = tc.PoseDecoder()
    for number, message in enumerate(golden["messages"]):
        at = message.pop("offset")
        read = poses_of(decoder, data[at : at + message.pop("length")])
        check(f"message {number}", read, message)
    return len(golden["messages"])


class Tape:
    """Stands in for the socket: gives one frame, keeps what is sent."""

    def __init__(self):
        self.given, self.sent = b"", b""

    async def receive(self) -> bytes:
        return self.given

    async def send(self, data: bytes) -> None:
        self.sent += data


def read_frame(stage: tc.Stage, data: bytes) -> dict:
    """What the client makes of a frame, as the vectors write it."""
    stage._socket.given = data
    try:
        kind, value = drive(stage)
    except tc.Refused as refused:
        return {"kind": "error", "says": str(refused)}
    if kind == "pose":
        blocks = list(map(plain, value["blocks"]))
        return {"kind": kind, "presentAtMs": value["presentAtMs"], "blocks": blocks, "counters": dict(stage.poses.counters)}
    if kind == "joined":
        check("answer to join", stage._socket.sent, b"\x0a")
        return {"kind": kind, "reconnectionToken": data[2 : 2 + data[1]].decode()}
    if kind == "roster":
        return {"kind": kind, "humans": list(value.values())}
    return {"kind": kind, **value} if kind == "voice" else {"kind": "message", "type": kind, "message": value}


def check_frames(folder: Path) -> int:
    golden = json.loads((folder / "vhp1-frames.json").read_text())
    data = (folder / "vhp1-frames.bin").read_bytes()
    stage = tc.Stage()
    stage._socket = Tape()
    for frame in golden["toClient"]:
        means = frame["means"]
        read = read_frame(stage, data[frame["offset"] : frame["offset"] + frame["length"]])
        if means["kind"] == "error":
            means = {"kind": "error", "says": f"refused with code {means['code']}: {means['message']}"}
        check(frame["name"], read, means)
    for frame in golden["toStage"]:
        means = frame["means"]
        one = {"joined": bytes([tc.JOIN]), "leave": bytes([tc.LEAVE])}.get(means["kind"])
        written = one or tc.frame(means["type"], means["message"])
        check(frame["name"], written.hex(), data[frame["offset"] : frame["offset"] + frame["length"]].hex())
    return len(golden["toClient"]) + len(golden["toStage"])


def check_broken(folder: Path) -> dict:
    """Every frame cut at every byte, and noise: an error with words, or nothing; never another exception, never half a block."""
    golden = json.loads((folder / "vhp1-frames.json").read_text())
    data = (folder / "vhp1-frames.bin").read_bytes()
    dice, told, pieces = random.Random(1), 0, []
    for frame in golden["toClient"]:
        whole = data[frame["offset"] : frame["offset"] + frame["length"]]
        pieces += [whole[:length] for length in range(min(len(whole), 200))]
    heads = [bytes([code]) for code in (11, 13, 14, 15)] + [b"\x11\x01\x01\x01" + bytes(8), b"\x11\x02\x01"]
    for _ in range(GARBAGE):
        pieces.append(dice.choice(heads) + dice.randbytes(dice.randrange(60)))
    for piece in pieces:
        stage = tc.Stage()
        stage._socket = Tape()
        stage._socket.given = piece
        try:
            kind, value = drive(stage)
            error = value.get("error") if kind == "pose" else None
        except (tc.WireError, tc.Refused) as problem:
            error = str(problem)
        except Exception as problem:  # noqa: BLE001
            failures.append(f"{piece[:40].hex()}: {type(problem).__name__}: {problem}")
            continue
        told += error is not None
        if error is not None and len(error) < 15:
            failures.append(f"{piece[:40].hex()}: says only {error!r}")
    return {"broken": len(pieces), "told": told}


def drive(stage: tc.Stage):
    """Runs a coroutine that never waits; ten times faster than a loop."""
    try:
        stage.next().send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("the tape has nothing to wait for")


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parents[3] / "sim-tests" / "golden"
    report = {"messages": check_poses(folder), "frames": check_frames(folder), **check_broken(folder)}
    print("\n".join(failures[:20]), file=sys.stderr)
    print(json.dumps({**report, "failures": len(failures)}))
    return 1 if failures else 0


sys.exit(main())
