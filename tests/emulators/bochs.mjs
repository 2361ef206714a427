// Runs the machine that tests/volume.sh prepared in FOLDER on Bochs and leaves FOLDER/serial.log, beside FOLDER/bochs.out
// with what Bochs said.
//
//   node tests/emulators/bochs.mjs FOLDER
//
// Exit status: 0 the machine has ended, 124 time is over, 1 the emulator failed.
import { spawn } from "node:child_process";
import { openSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { readMachine, Wire } from "./wire.mjs";

const SECTORS_A_CYLINDER = 16 * 32; // 2048 sectors a megabyte: any whole number of megabytes is a number of cylinders
// By the name of QEMU's: with NX it has to be a younger one.
const MODELS = {
    "qemu32,+nx": "p4_prescott_celeron_336",
    qemu32: "p3_katmai",
    "qemu32,-nx": "p3_katmai",
    pentium: "pentium",
};

const [folder] = process.argv.slice(2);
if (!folder) {
    console.error("usage: node tests/emulators/bochs.mjs FOLDER");
    process.exit(2);
}

// A serial line is a TCP connection to a port that the host chooses: files would only take what comes out of it.
function listen(greeting, receive) {
    const server = createServer((socket) => {
        server.close();
        socket.on("data", receive);
        socket.on("error", () => {}); // it is how a killed emulator leaves
        socket.write(greeting);
    });
    return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));
}

function writeSettings(machine, ports) {
    const settings = {
        MODEL: MODELS[machine.cpu],
        MEGABYTES: machine.megabytes,
        CYLINDERS: machine.disk.length / 512 / SECTORS_A_CYLINDER,
        COM1: ports[0],
        COM2: ports[1],
    };
    const template = readFileSync(new URL("bochsrc", import.meta.url), "latin1");
    writeFileSync(`${folder}/bochsrc`, template.replace(/@(\w+)@/g, (_, name) => settings[name]));
    writeFileSync(`${folder}/debugger`, "c\n"); // Debian's Bochs is one with a debugger: go on
}

const machine = readMachine(folder);
let bochs;
const wire = new Wire(folder, () => bochs?.kill("SIGKILL")); // it does not end by SIGTERM
const ports = [await listen("", (bytes) => wire.receive(bytes)), await listen(machine.typed, () => {})];
writeSettings(machine, ports);

const out = openSync(`${folder}/bochs.out`, "w");
bochs = spawn("bochs", ["-f", "bochsrc", "-rc", "debugger"], {
    cwd: folder,
    env: { ...process.env, TERM: "vt100" }, // its screen is text on a terminal, here a file
    stdio: ["ignore", out, out],
});
function fail(why) {
    console.error(`bochs: ${why}; what it said stands in bochs.out`);
    wire.finish("broken");
}
bochs.on("error", (error) => fail(error.message));
bochs.on("exit", (code, signal) => fail(`it ended with ${code ?? signal}`));
