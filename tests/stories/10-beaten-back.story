10. An attempt that failed, and no casualties reported
--- report: s10 · Sample Wire · 2026-01-28
Attackers tried to storm the barracks in Quetta on Tuesday but were driven off. No casualties were reported.
--- register
event realis=failed
never claim killed 0..0
never figure cell.effect=killed low=0 high=0
