# The lines of the classes that are on by default (docs/log-format.md, Classes), without the numbers of lines and without
# the switches in the first.

$2 ~ /^(wait|ready|state|timer|suspend|time|handle[-+=]|syscall|sysret|loads|section[-+=]|part)$/ { next }
$2 ~ /^(graph.*|pci)$/ { next }
$2 ~ /^(resident|pool|reserve|commit|protect|decommit|release|reset|charge|frame|use|pte|trim|read|flush|discard|write|drop|slot[-+]|limits|lock|unlock)$/ { next }
{ sub(/^[0-9]+ /, "") }
$1 == "faultline" { sub(/ boot=".*/, "") }
$1 == "end" { sub(/ lines=.*/, "") }
{ print }
