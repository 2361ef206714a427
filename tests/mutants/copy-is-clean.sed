# mmu/fault.c: a copy counts as unmodified, as if its home held it
s/pte_demand_zero(protection), 0, true);$/pte_demand_zero(protection), 0, false);/
