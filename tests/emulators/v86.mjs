// Runs the machine that tests/volume.sh prepared in FOLDER on v86 and leaves FOLDER/serial.log.
//
//   node tests/emulators/v86.mjs FOLDER MODULES        MODULES: the folder node_modules in which v86 lies
//
// Exit status: 0 the machine has ended, 124 time is over, 1 the emulator failed.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { readMachine, Wire } from "./wire.mjs";

const MEGABYTE = 1048576;
const SEABIOS = "/usr/share/seabios";
const DISK_FIRST = 0x312;

const [folder, modules] = process.argv.slice(2);
if (!modules) {
    console.error("usage: node tests/emulators/v86.mjs FOLDER MODULES");
    process.exit(2);
}
const build = `${modules}/v86/build`;
const { V86 } = await import(pathToFileURL(`${build}/libv86.mjs`));

// A copy: what readFileSync gives may be a piece of a larger buffer.
const image = (bytes) => ({ buffer: Uint8Array.from(bytes).buffer });

const machine = readMachine(folder);
const emulator = new V86({
    wasm_path: `${build}/v86.wasm`,
    memory_size: machine.megabytes * MEGABYTE,
    vga_memory_size: 2 * MEGABYTE,
    bios: image(readFileSync(`${SEABIOS}/bios.bin`)),
    vga_bios: image(readFileSync(`${SEABIOS}/vgabios.bin`)),
    hda: image(machine.disk),
    boot_order: DISK_FIRST,
    uart1: true,
    disable_speaker: true,
    acpi: true, // as QEMU: the BIOS keeps some memory at the top for its tables
    autostart: true,
});
const wire = new Wire(folder, () => emulator.stop());

emulator.add_listener("serial0-output-byte", (byte) => wire.receive([byte]));
// The emulator's serial line holds what is typed until the machine reads it.
emulator.add_listener("emulator-started", () => emulator.serial_send_bytes(1, machine.typed));
