26. Nearly two hundred took part, most were killed
--- report: s26 · Sample Wire · 2026-01-28
The army said nearly 200 militants joined the attack on Tuesday and most of them were killed.
--- register
claim killed militant 91..199 range by-role=military
