"""
A client of a Troupe stage in one file of Python 3.9 or newer, standard library only: the reference for ports of VHP/1
(client-sdk/SPEC.md). It joins, keeps the roster, the clock and every layer of the pose stream, speaks, hears, leaves.

    python3 -m troupe_client ws://localhost:2567 --seconds 5 --json
    python3 -m troupe_client ws://localhost:2567 --body tilda --say "Hello Tilda, who are you?"

In a program: `stage = await Stage.join(url, name="Mina", bodyId="tilda")`, then `kind, value = await stage.next()` for ever,
`await stage.send("say", text="Hello", locale="en")` in between, `await stage.leave()` at the end. Bytes that are no message
raise WireError (in poses: `error`, and what stood before is kept), a stage that says no Refused, an end Closed.
"""

import asyncio
import base64
import http.client
import json
import math
import os
import struct
import time
import urllib.request
from urllib.parse import urlsplit

VERSION, SKELETON_REVISION = 1, 1
# First byte of a frame; types of our bytes; classes of a pose message's blocks.
JOIN, ERROR, LEAVE, DATA, STATE, PATCH, BYTES = 10, 11, 12, 13, 14, 15, 17
(POSES, VOICE), (POSE, PROP, OWN, FINE, ACT), NO_MOTION = (1, 2), (0, 1, 2, 3, 4), 255
LAYER_JOINTS, FACES, CELL_MM, FLOOR_MM = (52, 22, 8, 1), 18, 32_000, -8_000
IDENTITY = 3 << 30 | 511 << 20 | 511 << 10 | 511
# The roster: fields in the order of their index, and the operations of Colyseus' schema.
STAGE = [("version", "<B"), ("stageId", "string"), ("humans", "map")]
HUMAN = [("netId", "<H"), ("performer", "<?"), ("nameEn", "string"), ("nameKo", "string"), ("bodyId", "string")]
ADD, DELETE, SWITCH = 128, 64, 255


class WireError(ValueError):
    """Bytes that are no message of the protocol; says what was wrong and at which byte."""


class Refused(ConnectionError):
    """The stage does not let this client in; says why."""


class Closed(ConnectionError):
    """The stage closed the connection: the code (SPEC, section 10) and the reason."""

    __str__ = lambda self: "closed with code {}: {}".format(*self.args)


class Reader:
    """Bytes and a place in them."""

    def __init__(self, data: bytes, at: int = 0):
        self.data, self.at = data, at

    def take(self, count: int) -> bytes:
        if self.at + count > len(self.data):
            raise WireError(f"cut short: {count} bytes wanted at byte {self.at} of {len(self.data)}")
        self.at += count
        return self.data[self.at - count : self.at]

    def values(self, form: str) -> tuple:
        """Values of a struct form, such as '<HI'."""
        return struct.unpack(form, self.take(struct.calcsize(form)))

    def number(self, order: str = "<"):
        """A number behind MessagePack's first byte; the rest is little-endian in Colyseus, big-endian in MessagePack."""
        (head,) = self.values("B")
        if 0x80 <= head < 0xCA or 0xD4 <= head < 0xE0:
            raise WireError(f"no number begins with 0x{head:02x} (byte {self.at - 1})")
        return self.values(order + "fdBHIQbhiq"[head - 0xCA])[0] if 0xCA <= head < 0xD4 else (head ^ 0x80) - 0x80

    def string(self, order: str = "<") -> str:
        (head,) = self.values("B")
        if not (0xA0 <= head < 0xC0 or 0xD9 <= head < 0xDC):
            raise WireError(f"no string begins with 0x{head:02x} (byte {self.at - 1})")
        length = self.values(order + "BHI"[head - 0xD9])[0] if head >= 0xD9 else head & 31
        return self.take(length).decode(errors="replace")


def unpack(reader: Reader, depth: int = 0):
    """Reads one MessagePack value; `undefined` (extension 0) is None, as nil is."""
    (head,) = reader.values("B")
    if head in (0xC0, 0xC2, 0xC3, 0xD4):
        return {0xC2: False, 0xC3: True}.get(head) if head < 0xD4 or reader.take(2) else None
    if 0x80 <= head < 0xA0 or 0xDC <= head < 0xE0:
        count = reader.values(">" + "HI"[head & 1])[0] if head >= 0xDC else head & 15
        if depth > 32:
            raise WireError(f"nested deeper than 32 at byte {reader.at}")
        if head < 0x90 or head >= 0xDE:
            return {reader.string(">"): unpack(reader, depth + 1) for _ in range(count)}
        return [unpack(reader, depth + 1) for _ in range(count)]
    reader.at -= 1
    return reader.string(">") if 0xA0 <= head < 0xC0 or 0xD9 <= head < 0xDC else reader.number(">")


def pack(value) -> bytes:
    """Writes None, bool, int, float, str, list or dict, each in its shortest form."""
    if value is None or isinstance(value, bool):
        return {None: b"\xc0", False: b"\xc2", True: b"\xc3"}[value]
    if isinstance(value, str):
        return _head(len(value.encode()), 0xA0, 32, b"\xd9\xda\xdb") + value.encode()
    if isinstance(value, dict):
        return _head(len(value), 0x80, 16, b"\0\xde\xdf") + b"".join(pack(k) + pack(v) for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return _head(len(value), 0x90, 16, b"\0\xdc\xdd") + b"".join(map(pack, value))
    if value == int(value) and -32 <= value < 128:
        return struct.pack("b", int(value))
    for i, form in enumerate("BHIbhi"):
        low, high = (0, 256 ** 2**i) if i < 3 else (-(256 ** 2 ** (i - 3)) // 2, 0)
        if value == int(value) and low <= value < high:
            return struct.pack(">B" + form, (0xCC if i < 3 else 0xCD) + i, int(value))
    return struct.pack(">Bd", 0xCB, value)


def _head(count: int, short: int, short_max: int, heads: bytes) -> bytes:
    size = next(i for i in range(3) if heads[i] and count < 256 ** 2**i)
    return bytes([short | count]) if count < short_max else heads[size : size + 1] + count.to_bytes(2**size, "big")


class WebSocket:
    """The client's half of RFC 6455: binary messages, pings answered, closes told. Made by `connect`."""

    @classmethod
    async def connect(cls, url: str):
        self, to, key = cls(), urlsplit(url), base64.b64encode(os.urandom(16)).decode()
        port, secure = (to.port or 443, True) if to.scheme == "wss" else (to.port or 80, None)
        self._reader, self._writer = await asyncio.open_connection(to.hostname, port, ssl=secure)
        ask = [f"GET {to.path}?{to.query} HTTP/1.1", f"Host: {to.netloc}", "Upgrade: websocket", "Connection: Upgrade",
               f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", "", ""]
        self._writer.write("\r\n".join(ask).encode())
        if b" 101 " not in (answer := await self._reader.readline()):
            raise Refused(f"no WebSocket at {to.netloc}: {answer!r}")
        while (await self._reader.readline()).strip():
            pass
        return self

    async def send(self, data: bytes, opcode: int = 2) -> None:
        mask, count = os.urandom(4), len(data)
        size = bytes([128 | count]) if count < 126 else b"\xfe" + count.to_bytes(2, "big")
        self._writer.write(bytes([128 | opcode]) + size + mask + bytes(b ^ mask[i & 3] for i, b in enumerate(data)))
        await self._writer.drain()

    async def receive(self) -> bytes:
        """The next message. Raises Closed when the other side ends the connection."""
        message, read = b"", self._reader.readexactly
        while True:
            try:
                first, count = await read(2)
                if count >= 126:
                    count = int.from_bytes(await read(2 if count == 126 else 8), "big")
                data = await read(count)
            except (asyncio.IncompleteReadError, ConnectionResetError):
                raise Closed(1006, "the connection broke") from None
            if first & 15 == 8:
                self._writer.close()
                raise Closed(int.from_bytes(data[:2], "big") or 1005, data[2:].decode(errors="replace"))
            if first & 15 == 9:
                await self.send(data, opcode=10)
            elif first & 15 < 3:
                message += data
                if first & 128:
                    return message


class Roster:
    """Who is on stage, by wire id in `humans`, each a dict of the fields of HUMAN: the state of the room, decoded."""

    def __init__(self):
        self._members: dict = {}  # structure by key of the map
        self._keys: dict = {}  # key by index of the map
        self._refs: dict = {0: (STAGE, {})}  # fields and values by structure; the map has no fields

    @property
    def humans(self) -> dict:
        return {int(key): self._refs[ref][1] for key, ref in self._members.items()}

    def apply(self, data: bytes) -> None:
        """Reads a frame with a full state or a patch."""
        reader, (fields, values) = Reader(data, 1), self._refs[0]
        while reader.at < len(data):
            if data[reader.at] == SWITCH:
                reader.at += 1
                ref = reader.number()
                if ref not in self._refs:
                    raise WireError(f"roster: structure {ref} was never added (byte {reader.at})")
                fields, values = self._refs[ref]
            elif fields is None:
                self._entry(reader)
            elif data[reader.at] & 63 < len(fields):
                self._field(reader, fields, values)
            else:  # a field of a later stage: on to the next structure that is known
                known = (i for i in range(reader.at, len(data) - 1) if data[i] == SWITCH and data[i + 1] in self._refs)
                reader.at = next(known, len(data))

    def _field(self, reader: Reader, fields: list, values: dict) -> None:
        (head,) = reader.values("B")
        name, form = fields[head & 63]
        if form == "map":
            self._refs[reader.number()] = (None, None)
        elif head & 192 != DELETE:
            values[name] = reader.string() if form == "string" else reader.values(form)[0]

    def _entry(self, reader: Reader) -> None:
        (operation,) = reader.values("B")
        index = reader.number()
        if operation & ADD:
            self._keys[index] = reader.string()
        key = self._keys.get(index)
        if operation & DELETE:
            self._refs.pop(self._members.pop(key, None), None)
        if operation != DELETE:
            self._members[key] = reader.number()
            self._refs.setdefault(self._members[key], (HUMAN, {}))


class PoseDecoder:
    """Keeps the newest pose of every body in `bodies`, by wire id. Numbers stay those of the wire: mm, packed rotations."""

    def __init__(self):
        self.counters = {"messages": 0, "bytes": 0, "malformed": 0, "orphanDeltas": 0, "unknownBlocks": 0}
        self.bodies, self._fine, self._far = {}, None, []

    def decode(self, data: bytes) -> dict:
        """
        Reads one message into {presentAtMs, blocks, error}. A block's `kind` is prop, own, act (netId, motion, phase) or body: netId, layer,
        seq, key, hipsMm, 52 joints of which the layer's are new, face 0..255, perhaps fine: sixteenths for hips and first joints.
        """
        self.counters["messages"] += 1
        self.counters["bytes"] += len(data)
        out, reader, self._fine, self._far = {"presentAtMs": -1, "blocks": [], "error": None}, Reader(data), None, []
        try:
            version, revision, _tick, present = reader.values("<BBII")
            if (version, revision) != (VERSION, SKELETON_REVISION):
                raise WireError(f"version {version}, skeleton {revision}; this client reads {VERSION}, {SKELETON_REVISION}")
            out["presentAtMs"] = present
            while reader.at < len(data):
                out["blocks"] += filter(None, self._blocks(reader))
        except WireError as error:
            self.counters["malformed"] += 1
            out["error"] = f"pose message: {error}"
        return out

    def _blocks(self, reader: Reader):
        (head,) = reader.values("B")
        fine, self._fine = self._fine, None
        if head & 7 == POSE:
            return [self._body(reader, head, fine)]
        if head & 7 == PROP:
            index, x, y, z, packed = reader.values("<H3HI")
            at = {"positionMm": [x - CELL_MM, y + FLOOR_MM, z - CELL_MM], "rotation": unpack_rotation(packed)}
            return [{"kind": "prop", "index": index, **at}]
        if head & 7 == OWN:
            names, values = ("netId", "ackSeq", "x", "y", "z", "yaw", "vx", "vz"), reader.values("<HI6f")
            return [{"kind": "own", **dict(zip(names, values))}] if all(map(math.isfinite, values)) else []
        self.counters["unknownBlocks"] += head & 7 not in (FINE, ACT)
        more = reader.take(reader.values("<H")[0])
        if head & 7 == FINE:
            bits, count = int.from_bytes(more, "little"), min(53, len(more) * 8 // 12)
            self._fine = [[(bits >> 12 * i + shift & 15) - 8 for shift in (8, 4, 0)] for i in range(count)]
        acts, self._far = (zip(self._far, more[::2], more[1::2]), []) if head & 7 == ACT else ([], self._far)
        return [dict(zip(("kind", "netId", "motion", "phase"), ("act", *act))) for act in acts if act[0] and act[1] != NO_MOTION]

    def _body(self, reader: Reader, head: int, fine):
        layer, key = head >> 3 & 3, bool(head & 32)
        net_id, seq = reader.values("<HB")
        last = self.bodies.get(net_id, {"layer": -1, "cell": (0, 0), "joints": [IDENTITY] * 52, "face": [0] * FACES})
        follows = key or (last["layer"] == layer and seq == last["seq"] + 1 & 255)
        cell = reader.values("bb") if key else last["cell"]
        x, y, z, hips = reader.values("<3HI")
        count, face = LAYER_JOINTS[layer] - 1, last["face"]
        if key:
            joints = reader.values(f"<{count}I")
        else:
            modes = reader.take(count + 3 >> 2)
            joints = [_joint(reader, modes[i >> 2] >> (i & 3) * 2 & 3, last["joints"][i + 1]) for i in range(count)]
        if head & 64:
            (mask,) = reader.values("<I")
            face = [reader.values("B")[0] if mask >> i & 1 else 0 for i in range(32)][:FACES]
        self._far += [net_id if follows else 0] * (layer == 3)
        if not follows:
            self.counters["orphanDeltas"] += 1
            return None
        self.bodies[net_id] = {
            "kind": "body", "netId": net_id, "layer": layer, "seq": seq, "key": key, "cell": cell, "face": face,
            "hipsMm": [x + cell[0] * CELL_MM, y + FLOOR_MM, z + cell[1] * CELL_MM],
            "joints": [hips, *joints, *last["joints"][count + 1 :]], **({"fine": fine} if fine and layer == 0 else {}),
        }
        return self.bodies[net_id]


def _joint(reader: Reader, mode: int, last: int) -> int:
    """A joint of a delta: unchanged, three differences of 5 bits, three of 8, or the value itself."""
    if mode == 0 or mode == 3:
        return reader.values("<I")[0] if mode else last
    bits = reader.values("<H")[0] if mode == 1 else 0
    changes = reader.values("3b") if mode == 2 else [(bits >> shift & 31) - 16 for shift in (10, 5, 0)]
    a, b, c = ((last >> shift) + change & 1023 for shift, change in zip((20, 10, 0), changes))
    return last >> 30 << 30 | a << 20 | b << 10 | c


def unpack_rotation(packed: int, fine=(0, 0, 0)) -> list:
    """x, y, z, w of a rotation in 32 bits: which of them is largest, the three others in ten bits each (and sixteenths)."""
    scale = 511 * math.sqrt(2)
    three = [((packed >> shift & 1023) + more / 16 - 511) / scale for shift, more in zip((20, 10, 0), fine)]
    square = three[0] * three[0] + three[1] * three[1] + three[2] * three[2]
    out = [part / math.sqrt(square) if square > 1 else part for part in three]
    out.insert(packed >> 30, math.sqrt(max(0, 1 - square)))
    return out


def read_voice(data: bytes) -> dict:
    """A piece of a spoken line; its samples are signed 16-bit numbers."""
    reader = Reader(data)
    version, _, *values, count, total, first = reader.values("<BBHIIHHII")
    if version != VERSION or first + count > total or len(data) != reader.at + count * 2:
        raise WireError(f"voice: {count} samples from {first} of {total} in {len(data)} bytes of version {version}")
    return dict(zip(("netId", "uid", "playAtMs", "rateHz"), values), total=total, first=first, samples=list(reader.values(f"<{count}h")))


def frame(kind: str, message: dict) -> bytes:
    """A message to the stage."""
    return bytes([DATA]) + pack(kind) + pack(message)


def now_ms() -> float:
    return time.monotonic() * 1000


def _seat(url: str, options: dict) -> str:
    to, body, head = f"{url}/matchmake/joinOrCreate/stage", json.dumps(options).encode(), {"Content-Type": "application/json"}
    try:
        with urllib.request.urlopen(urllib.request.Request(to, body, head), timeout=10) as answer:
            return "{processId}/{roomId}?sessionId={sessionId}".format(**json.load(answer))
    except (OSError, ValueError, LookupError, TypeError, http.client.HTTPException) as error:
        words = error.read(300).decode(errors="replace") if isinstance(error, urllib.error.HTTPError) else repr(error)
        raise Refused(f"no seat at {url}: {words}") from None


class Stage:
    """Made by `join`. `roster`, `poses` and `welcome` are the newest of what the stage said."""

    def __init__(self):
        self.roster, self.poses, self.welcome = Roster(), PoseDecoder(), {}
        self.round_trip_ms, self._pings = float("inf"), []  # pings: stage time less ours, at most and at least, ms (T1)

    @classmethod
    async def join(cls, url: str, **options):
        """Takes a seat at ws(s)://host:port. Options: name, bodyId ('' watches without a body), locale … Raises Refused."""
        self, url = cls(), url.rstrip("/")
        seat = await asyncio.to_thread(_seat, url.replace("ws", "http", 1), {"vhp": [VERSION], **options})
        self._socket = await WebSocket.connect(f"{url}/{seat}")
        return self

    async def next(self) -> tuple:
        """What comes next as (kind, value): joined, roster, pose, voice, or a message's type (welcome, event, show …)."""
        data = await self._socket.receive()
        code, reader = data[0] & 31 if data else 0, Reader(data, 1)
        if code == JOIN:
            await self._socket.send(bytes([JOIN]))
            return "joined", None
        if code == ERROR:
            raise Refused(f"refused with code {reader.number()}: {reader.string()}")
        if code in (STATE, PATCH):
            self.roster = Roster() if code == STATE else self.roster
            self.roster.apply(data)
            return "roster", self.roster.humans
        if code == BYTES and data[1:2] in (b"\1", b"\2"):
            return ("pose", self.poses.decode(data[2:])) if data[1] == POSES else ("voice", read_voice(data[2:]))
        if code != DATA:
            return "unknown", data  # of a later stage
        kind, value = reader.string(), unpack(reader) if reader.at < len(data) else None
        try:
            if kind == "welcome":
                self.welcome = {**value}
            elif kind == "pong":
                self._pings = [*self._pings[-11:], (value["stageMs"] - value["clientMs"], value["stageMs"] - now_ms())]
                self.round_trip_ms = min(most - least for most, least in self._pings)
            elif kind == "lost":
                self._pings = [(most - value["lostMs"], least - value["lostMs"]) for most, least in self._pings]
        except (KeyError, TypeError):
            raise WireError(f"{kind}: {value!r:.60} is no such message") from None
        return kind, value

    def stage_ms(self) -> float:
        """Stage time now, by the quickest way there and the quickest way back of the last twelve pings (T1)."""
        most, least = zip(*self._pings or [(0, 0)])
        return now_ms() + (min(most) + max(least)) / 2

    async def send(self, kind: str, **message) -> None:
        await self._socket.send(frame(kind, message))

    async def leave(self) -> int:
        """Leaves for good; the code with which the stage closes (4000)."""
        await self._socket.send(bytes([LEAVE]))
        try:
            while True:
                await self._socket.receive()
        except Closed as closed:
            return closed.args[0]
