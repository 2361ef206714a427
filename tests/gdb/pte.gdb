# pte ADDR: how an address is mapped. The tables are read through the self-map (mmu/pagetable.h), so it is always the
# address space of the process that runs; the bits are those of mmu/pte.h and mmu/ptebits.h. $layout_ptes and $layout_span come
# from the log's `layout` line; a span of 2 MB means entries of 8 bytes, whose upper half has the bit that forbids to execute.
# The directory is what of the self-map maps the self-map.

define pte
    if $argc != 1
        printf "usage: pte ADDRESS\n"
    else
        set $pte_address = (unsigned int) ($arg0)
        pte_through $layout_ptes
        if $layout_apart && $cr3 == $kernel_cr3 && $pte_address >= 0x80000000
            printf "in the kernel's own address space:\n"
            pte_through $layout_system_ptes
        end
    end
end
document pte
pte ADDRESS: how an address is mapped in the process that runs now, directory entry and table entry decoded:
valid, demand-zero, page file, transition, prototype, decommitted, or none. With /4GB, in the kernel: in its own space, too.
end

define pte_through
    set $pte_entries = (unsigned int) ($arg0)
    set $pte_bytes = $layout_span == 0x200000 ? 8 : 4
    set $pte_directory_at = $pte_entries + ($pte_entries >> 12) * $pte_bytes + $pte_address / $layout_span * $pte_bytes
    set $pte_entry_at = $pte_entries + ($pte_address >> 12) * $pte_bytes
    set $pte_directory = *(unsigned int *) $pte_directory_at
    pte_above $pte_directory_at
    printf "%08x  directory entry %3d at %08x: ", $pte_address, $pte_address / $layout_span, $pte_directory_at
    pte_decode $pte_directory
    if $pte_directory & 1
        set $pte_entry = *(unsigned int *) $pte_entry_at
        pte_above $pte_entry_at
        printf "          table entry %4d at %08x: ", ($pte_address % $layout_span) >> 12, $pte_entry_at
        pte_decode $pte_entry
        if $pte_bytes == 8 && ($pte_entry & 1) && (*(unsigned int *) ($pte_entry_at + 4) & 0x80000000)
            printf "          not to be executed\n"
        end
        if $pte_entry & 1
            printf "          physical address %05x%03x\n", $pte_frame_above | $pte_entry >> 12, $pte_address & 0xfff
        end
    end
end
document pte_through
pte_through TABLES: the part of `pte` that looks, in page tables that begin there.
end

define pte_above
    set $pte_frame_above = 0
    if $pte_bytes == 8
        set $pte_frame_above = (*(unsigned int *) (($arg0) + 4) & 0xfff) << 20
    end
end
document pte_above
pte_above AT: what the upper half of the entry there adds to the number of its frame, above 4 GB.
end

define pte_decode
    set $pte_bits = (unsigned int) ($arg0)
    printf "%08x ", $pte_bits
    if $pte_bits & 1
        printf "valid, frame %05x", $pte_frame_above | $pte_bits >> 12
        if $pte_bits & 2
            printf ", writable"
        else
            printf ", read-only"
        end
        if $pte_bits & 4
            printf ", user"
        else
            printf ", kernel"
        end
        if $pte_bits & 0x20
            printf ", accessed"
        end
        if $pte_bits & 0x40
            printf ", dirty"
        end
        if $pte_bits & 0x200
            printf ", copy on write"
        end
        if $pte_bits & 0x400
            printf ", shared"
        end
    else
        pte_decode_software ($pte_bits&0x1e)>>1
    end
    printf "\n"
end
document pte_decode
pte_decode BITS: what a page-table entry says.
end

define pte_decode_software
    if $arg0 == 0
        printf "none"
    end
    if $arg0 == 1
        printf "demand-zero"
    end
    if $arg0 == 2
        printf "page file, slot %05x", $pte_bits >> 12
    end
    if $arg0 == 3
        printf "transition, frame %05x", $pte_frame_above | $pte_bits >> 12
    end
    if $arg0 == 4
        printf "prototype: ask the section"
    end
    if $arg0 == 5
        printf "decommitted"
    end
    if $arg0 == 6
        printf "in the image file"
    end
    if $arg0 != 0 && $arg0 != 5
        printf ", protection %02x", ($pte_bits >> 5) & 0x1f
    end
end
document pte_decode_software
pte_decode_software KIND: the part of pte_decode for entries that are not valid.
end
