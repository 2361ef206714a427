# mmu/pagetableplace.h: of a program's page the processor is told of no change
s/^    cpu_invalidate(page.address);$/    if (page.address >= layout.system)\n    &/
