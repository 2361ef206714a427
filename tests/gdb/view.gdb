# Where the kernel has an address space of its own, gdb sees by the loaded CR3 what it sees: the kernel or the program. Commands
# that read the kernel's variables load its CR3 for the moment; nothing runs meanwhile.

define kernel_view
    set $view_changed = 0
    if $layout_apart && $cr3 != $kernel_cr3
        set $view_cr3 = $cr3
        set $cr3 = $kernel_cr3
        set $view_changed = 1
    end
end
document kernel_view
kernel_view: gdb sees the kernel's memory, until `own_view`.
end

define own_view
    if $view_changed
        set $cr3 = $view_cr3
        set $view_changed = 0
    end
end
document own_view
own_view: gdb sees again what the processor does.
end

# The program's frames: its registers stand in the processor's place, so that everything of gdb's works on them. Whatever lets
# the machine go on puts the kernel's back.
set $user_shown = 0

define user_show
    select-frame 0
    set $user_frame = (struct trap_frame *) thread_running->kernel_stack_top - 1
    set $user_copy_of = *$user_frame
    set $user_cr3 = thread_running->directory.cr3
    set $kept_eax = $eax
    set $kept_ebx = $ebx
    set $kept_ecx = $ecx
    set $kept_edx = $edx
    set $kept_esi = $esi
    set $kept_edi = $edi
    set $kept_ebp = $ebp
    set $kept_esp = $esp
    set $kept_eip = $eip
    set $user_shown = 1
    set $cr3 = $user_cr3
    set $eax = $user_copy_of.eax
    set $ebx = $user_copy_of.ebx
    set $ecx = $user_copy_of.ecx
    set $edx = $user_copy_of.edx
    set $esi = $user_copy_of.esi
    set $edi = $user_copy_of.edi
    set $ebp = $user_copy_of.ebp
    set $esp = $user_copy_of.esp
    set $eip = $user_copy_of.eip
end
document user_show
user_show: the part of `upuser` for a kernel with an address space of its own.
end

define downuser
    if $user_shown
        set $user_shown = 0
        # A register that is set in an outer frame is where that frame has saved it.
        select-frame 0
        set $eax = $kept_eax
        set $ebx = $kept_ebx
        set $ecx = $kept_ecx
        set $edx = $kept_edx
        set $esi = $kept_esi
        set $edi = $kept_edi
        set $ebp = $kept_ebp
        set $esp = $kept_esp
        set $eip = $kept_eip
        set $cr3 = $kernel_cr3
        select-frame 0
    end
end
document downuser
downuser: back from `upuser` to the kernel, where that has an address space of its own.
end

define hook-continue
    downuser
end
define hook-stepi
    downuser
end
define hook-step
    downuser
end
define hook-nexti
    downuser
end
define hook-next
    downuser
end
define hook-finish
    downuser
end
define hook-until
    downuser
end
define hook-advance
    downuser
end
