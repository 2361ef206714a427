#include "mmu/pte.h"

pte_bits_t pte_access[PROT_ACCESS_MASK + 1] = {
    [PROT_EXECUTE] = PTE_BIT_EXECUTE,
    [PROT_EXECUTE_READ] = PTE_BIT_EXECUTE,
    [PROT_READWRITE] = PTE_BIT_WRITE,
    [PROT_WRITECOPY] = PTE_BIT_COPY,
    [PROT_EXECUTE_READWRITE] = PTE_BIT_EXECUTE | PTE_BIT_WRITE,
    [PROT_EXECUTE_WRITECOPY] = PTE_BIT_EXECUTE | PTE_BIT_COPY,
};

bool pte_can_forbid_execution(void)
{
    return PTE_BIT_NO_EXECUTE != 0;
}

void pte_forbid_execution(void)
{
    ASSERT(pte_can_forbid_execution());
    for (uint32_t access = 0; access <= PROT_ACCESS_MASK; access++)
        if (!(access & PROT_EXECUTE))
            pte_access[access] |= PTE_BIT_NO_EXECUTE;
}
