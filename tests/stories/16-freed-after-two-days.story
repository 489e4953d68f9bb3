16. Abducted and freed
--- report: s16 · Sample Wire · 2026-01-28
The rebels released a magistrate on Tuesday; they had abducted him and four clerks on Sunday.
--- register
claim freed civilian 1..1 exact
claim abducted civilian 4..4 exact
figure cell.effect=abducted low=5 high=5
never figure cell.effect=abducted low=1
