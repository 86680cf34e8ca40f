"""A text that comes in pieces, given on as soon as a piece of it can be understood by itself."""

import re
from collections.abc import Callable
from dataclasses import dataclass

LONGEST = 2_000  # characters of one piece
FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})(.*)$")
# a sentence without any mark of Markdown can stand alone, unless what follows would begin a block
SENTENCE = re.compile(r"(?![\s\-+>\d])[^\n`*_~\[\]<>|\\#]+?[.!?。:] (?=[^\s\-+*#>\d|=~`])")
SPACES = re.compile(r"\s+")


@dataclass(slots=True)
class Flow:
    """*safe* writes one piece anew; whatever the model says, no piece is longer than LONGEST before that."""

    safe: Callable[[str], str]
    _waiting: str = ""
    _in_line: bool = False  # whether what was given last goes on in the same paragraph

    def feed(self, text: str) -> str:
        """Take in the next *text*; give what can be shown by now."""
        self._waiting += text
        given = []
        while (end := _end_of_block(self._waiting)) or len(self._waiting) > LONGEST:
            given.append(self._block(end))
        given.append(self._sentences())
        return "".join(given)

    def rest(self) -> str:
        """What is left at the end, complete or not."""
        given = []
        while self._waiting.strip():
            given.append(self._block(_end_of_block(self._waiting) or len(self._waiting)))
        return "".join(given)

    def _block(self, end: int) -> str:
        if not 0 < end <= LONGEST:
            return self._torn()
        block, self._waiting = self._waiting[:end], self._waiting[end:]
        return self._given(block, "\n\n")

    def _torn(self) -> str:
        """A piece of a block that is too long; of a fence, one that is closed, and opened again."""
        fence = FENCE.match(self._waiting.partition("\n")[0])
        cut = max(self._waiting.rfind("\n", 1, LONGEST), self._waiting.rfind(" ", 1, LONGEST))
        end = cut + 1 if cut > LONGEST // 2 else LONGEST
        piece, rest = self._waiting[:end], self._waiting[end:]
        if fence is None:
            self._waiting = rest
            return self._given(piece, "\n")
        self._waiting = f"{fence[0][:40]}\n{rest}"
        return self._given(f"{piece}\n{fence[1]}", "\n")

    def _sentences(self) -> str:
        given = ""
        while found := SENTENCE.match(self._waiting):
            self._waiting = self._waiting[found.end() :]
            given += self.safe(found[0]) + " "
            self._in_line = True
        return given

    def _given(self, block: str, end: str) -> str:
        said = self.safe(block)
        self._in_line = False
        return said + end if said else end.strip(" ") if self._in_line else ""


def _end_of_block(text: str) -> int:
    """Where the first block ends that surely is whole, after an empty line or a closed fence; or 0."""
    at, fence = 0, ""
    for line in text.splitlines(keepends=True):
        if not line.endswith("\n"):
            return 0
        at += len(line)
        found = FENCE.match(line.rstrip("\n"))
        if fence:
            if found and found[1].startswith(fence) and not found[2].strip():
                return at
        elif found:
            if at > len(line) and text[: at - len(line)].strip():
                return at - len(line)
            fence = found[1]
        elif not line.strip() and text[:at].strip():
            return at
    return 0
