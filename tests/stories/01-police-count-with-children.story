1. A police count with children among the dead
--- report: s1 · Sample Wire · 2026-01-28
District police chief Arman Dost said at least nine people were killed, four of them children, on Tuesday when armed men attacked a farm near Tarsil.
--- register
#all claim killed unknown 9.. at_least by-role=police certainty=asserted from="2026-01-27" to="2026-01-27" window=day
claim killed civilian 4..4 exact groups=[children] subset_of=#all
never claim killed civilian 9..
under acled_like figure cell.effect=killed best=9
under ucdp_like figure cell.effect=killed low=9 best=9
under ibc_like figure cell.effect=killed low=0 high=9 provisional=true
