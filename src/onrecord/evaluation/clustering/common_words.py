"""Counts in what share of reports each word is used: the list `languages/<language>/common_words.csv` is made by this."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence

# Only the top of a report is counted, as the top is compared; rarer words than this are left out of the list.
MOST_WORDS, RAREST_SHARE, PER = 300, 0.001, 10_000
WORD = re.compile(r"[^\W\d_]+")


def common_words(kinds: Sequence[Iterable[str]]) -> str:
    """The list as CSV: word, and in how many of ten thousand reports it is; every kind of news weighs the same."""
    shares: dict[str, float] = {}
    for texts in kinds:
        used: Counter[str] = Counter()
        reports = 0
        for text in texts:
            reports += 1
            used.update({word.casefold() for word in WORD.findall(text)[:MOST_WORDS]})
        for word, count in used.items():
            shares[word] = shares.get(word, 0.0) + count / reports / len(kinds)
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("word", "reports_in_ten_thousand"))
    rows.writerows((word, round(share * PER)) for word, share in sorted(shares.items()) if share >= RAREST_SHARE)
    return out.getvalue()
