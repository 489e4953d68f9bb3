26. Nearly two hundred took part, most were killed
expected failure: a majority of people who are no victims needs participation counts, issue 4
--- report: s26 · Sample Wire · 2026-01-28
Nearly 200 militants took part in the attack on Tuesday, most of whom have been killed, the army said.
--- register
claim killed militant 91..199 range by-role=military
