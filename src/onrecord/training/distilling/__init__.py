"""Several trained networks → one that answers as they do together (distillation, Hinton et al. 2015)."""
