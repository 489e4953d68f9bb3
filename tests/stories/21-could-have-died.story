21. What could have happened is no count
--- report: s21 · Sample Wire · 2026-01-28
Gunmen attacked a police post in Quetta on Tuesday. Hundreds could have died if they had got into the school, a teacher said.
--- register
event type=armed_attack
never claim killed certainty=asserted
never figure cell.effect=killed low=200
