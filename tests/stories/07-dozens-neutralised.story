7. Dozens neutralised
--- report: s7 · Sample Wire · 2026-01-28
Dozens of militants were neutralised on Tuesday, the army said.
--- register
claim casualties militant 24..99 vague detail=neutralised by-role=military
figure cell.effect=casualties cell.category=militant low=24 high=99 policy="range 1"
under acled_like figure cell.effect=casualties cell.category=militant best=12 policy="acled_like 1"
under gtd_like figure cell.effect=casualties counted=false
