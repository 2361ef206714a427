// The machine's serial line, seen from outside: what v86.mjs and bochs.mjs share.
import { openSync, readFileSync, writeSync } from "node:fs";

// Here no port ends the emulator, so the last line must: the kernel's end line (docs/log-format.md), or the one line of a
// loader or boot sector that gives up (docs/design.md, section 9).
const LAST_LINE = /^(\d+ end [a-z]+ lines=\d+|faultline: (loader|boot sector): .*)$/;

// 124 as in tests/qemu.sh: time is over.
const STATUS = { end: 0, broken: 1, hang: 124 };

// What tests/volume.sh wrote into FOLDER; `megabytes` of memory are the RAM disk's and those beside it.
export function readMachine(folder) {
    const text = readFileSync(`${folder}/machine`, "latin1");
    const machine = Object.fromEntries(text.trim().split("\n").map((line) => line.split("=")));
    const disk = readFileSync(`${folder}/disk.img`);
    const megabytes = Number(machine.ram) + disk.length / 1048576;
    return { ...machine, megabytes, disk, typed: readFileSync(`${folder}/console.in`) };
}

// Keeps what comes over COM1 in FOLDER/serial.log, and ends this process when the machine has said its last line, when
// TIMEOUT (seconds) is over, or when somebody else wants it to end. `stop` ends the emulator before.
export class Wire {
    constructor(folder, stop) {
        this.file = openSync(`${folder}/serial.log`, "w");
        this.stop = stop;
        this.rest = ""; // the beginning of a line
        setTimeout(() => this.finish("hang"), 1000 * (process.env.TIMEOUT ?? 600));
        for (const signal of ["SIGINT", "SIGTERM"])
            process.on(signal, () => this.finish("hang"));
    }

    receive(bytes) {
        const lines = (this.rest + Buffer.from(bytes).toString("latin1")).split("\n");
        this.rest = lines.pop();
        for (const line of lines)
            writeSync(this.file, `${line}\n`, null, "latin1");
        if (lines.some((line) => LAST_LINE.test(line)))
            this.finish("end");
    }

    // What came behind the last line is written too: it would be a difference.
    finish(how) {
        this.stop();
        writeSync(this.file, this.rest, null, "latin1");
        process.exit(STATUS[how]);
    }
}
