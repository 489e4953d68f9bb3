26. Nearly two hundred took part, most were killed
expected failure: a majority of people who are no victims needs participation counts, issue 4
--- report: s26 · Sample Wire · 2026-01-28
The army said nearly 200 militants joined the attack on Tuesday and most of them were killed.
--- register
claim killed militant 91..199 range by-role=military
