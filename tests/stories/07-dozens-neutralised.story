7. Dozens neutralised
--- report: s7 · Sample Wire · 2026-01-28
Dozens of militants were neutralised on Tuesday, the army said.
--- register
claim casualties militant 24..99 vague detail=neutralised by-role=military
