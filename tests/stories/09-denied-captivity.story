9. A denial adds, it deletes nothing
--- report: s9 · Sample Wire · 2026-01-29
The army denied that 15 of its soldiers were held captive by the group.
--- register
claim abducted security 15..15 certainty=denied by-role=military
contradiction kind=party
figure cell.effect=abducted low=0 high=15
