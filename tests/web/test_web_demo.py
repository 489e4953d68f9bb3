"""As a new user would: from the demonstration to "who says 37, who says 92, and can both be true?" in three clicks."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from onrecord.settings import Settings
from onrecord.web.app import create_app


@pytest.mark.slow
def test_who_says_37_who_says_92_and_can_both_be_true(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "onrecord", "demo"], cwd=tmp_path, check=True, capture_output=True, env=dict(os.environ)
    )
    site = TestClient(create_app(Settings(store=tmp_path / "onrecord-demo" / "demo.db")), base_url="http://127.0.0.1")
    row = next(row for row in site.get("/").text.split("<tr") if "killed · militants" in row and ">37<" in row and ">92<" in row)
    figure = site.get(re.findall(r'class="range" href="([^"]+)"', row)[0]).text  # the first click
    assert re.search(r"Interior Minister Mohsin Naqvi said <mark>37 militants were killed</mark>", figure)
    assert re.search(r"army's media wing.*<mark>killed 92</mark>|army&#39;s media wing.*<mark>killed 92</mark>", figure)
    said = figure[figure.index("Can they all be true?") : figure.index("Who says what, in their words")]
    assert "one speaker&#39;s later figure replaces the earlier ones" in said and "37 → 58 → 92" in said
    claim = site.get(re.findall(r'class="num" href="(/claims/[^"]+)">killed: 37', figure)[0]).text  # the second
    report = re.findall(r'href="(/documents/doc-[^"#]+)#?[^"]*"', claim)[0]
    assert "37 militants were killed" in re.sub(r"<[^>]+>", "", site.get(report).text)  # the third: the report itself
