"""What the clustering report says: rates with their sets, and the policy beside every share of exact figures."""

from onrecord.evaluation.clustering.gva import ClusteringReport
from onrecord.evaluation.clustering.measures import Rates
from onrecord.evaluation.running import in_words

RATES = Rates(precision=0.96, recall=0.6)
REPORT = ClusteringReport(
    articles=12,
    incidents=5,
    b3=RATES,
    pairs=RATES,
    connected={"b3": RATES, "pairs": RATES},
    near_copies=RATES,
    near_copy_pairs=7,
    figures={"killed": ("gtd_like 1", 0.8, 0.75, 3)},
)


def test_every_rate_and_the_policy_of_a_figure_are_said() -> None:
    said = in_words(REPORT, as_json=False, examples=0)
    assert "main       B³ P 0.9600 R 0.6000 F1 0.7385; pairs P 0.9600" in said
    assert "killed exact 0.750 of 3 incidents with several articles, under gtd_like 1 (chosen at 0.800)" in said


def test_the_report_is_plain_json_too() -> None:
    assert '"near_copies": {\n  "p": 0.96,' in in_words(REPORT, as_json=True, examples=0)
