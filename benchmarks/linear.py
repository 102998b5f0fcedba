"""Does the time to read grow linearly with length? One text of 1 to 16 times the demo's reports, parsed and coded.

    python benchmarks/linear.py [--times 16]

Prints seconds and microseconds a word for each length, for the parse and for the coder; the last column is the cost
of a word against the shortest text's (1.0: linear).
"""

import argparse
import time
from pathlib import Path

from tidings import intake
from tidings.claim import Report
from tidings.codebook import load as load_codebook
from tidings.coding import Coder
from tidings.intake import Problem
from tidings.language import load

DEMO = Path(__file__).parents[1] / "demo" / "reports"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=16, help="how many times the shortest the longest text is")
    options = parser.parse_args()
    texts = [r.text for r in intake.reports([DEMO]) if not isinstance(r, Problem)]
    once = "\n\n".join(texts)
    nlp, coder = load(), Coder(load_codebook())
    nlp.max_length = len(once) * options.times * 2
    coder.code(nlp(texts[0]), Report(text=texts[0]))
    print(f"{'words':>8} {'claims':>7} {'parse s':>8} {'code s':>8} {'us/word':>8} {'cost':>6}")
    first, times = 0.0, 1
    while times <= options.times:
        text = "\n\n".join([once] * times)
        words = len(text.split())
        begin = time.process_time()
        doc = nlp(text)
        parsed = time.process_time()
        claims = coder.code(doc, Report(text=text, published="2031-01-05"))
        end = time.process_time()
        cost = (end - begin) / words * 1e6
        first = first or cost
        print(
            f"{words:8} {len(claims):7} {parsed - begin:8.2f} {end - parsed:8.2f} {cost:8.0f} {cost / first:6.2f}",
            flush=True,
        )
        times *= 2


if __name__ == "__main__":
    main()
