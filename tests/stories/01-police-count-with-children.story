1. A police count with children among the dead
--- report: s1 · Sample Wire · 2026-01-28
At least nine people, four of them children, died when gunmen raided a hamlet near Tarsil on Tuesday, district police chief Arman Dost said.
--- register
#all claim killed unknown 9.. at_least by-role=police certainty=asserted from="2026-01-27" to="2026-01-27" window=day
claim killed civilian 4..4 exact groups=[children] subset_of=#all
never claim killed civilian 9..
