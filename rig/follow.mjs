// Prints what a guest tells, a line a step. usage: node follow.mjs FILE QEMU-PID DEADLINE
// Exit status: 0 the guest is done, 10 it asks to have its plug pulled, 1 it failed, stopped or is too late, 77 it is too late on
// a machine on which somebody waited for a processor more than half of the time: that tells nothing of the kiosk.
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

const [file, qemu, deadline] = process.argv.slice(2);
const began = Date.now(), waitedBefore = waited();
let shown = 0;
while (true) {
    const running = isRunning();
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
    for (const line of lines.slice(shown)) {
        shown++;
        if (line.trim()) hear(JSON.parse(line));
    }
    if (!running) end(1, 'The guest stopped without an answer.');
    if (Date.now() > deadline * 1000) {
        const share = (waited() - waitedBefore) / (Date.now() - began);
        if (share > 0.5) end(77, `SKIPPED the rest: the time is over, and ${Math.round(share * 100)} % of it somebody waited for a processor. Every step so far held.`);
        end(1, 'The guest is too late.');
    }
    await setTimeout(200);
}

// One that has ended stays as a zombie until the shell asks for it.
function isRunning() {
    try {
        return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${qemu}/stat`, 'utf8'));
    } catch {
        return false;
    }
}

// Milliseconds in which somebody waited for a processor, since the machine's start (kernel, Documentation/accounting/psi.rst).
function waited() {
    if (!existsSync('/proc/pressure/cpu')) return 0;
    return Number(/^some .*total=(\d+)/.exec(readFileSync('/proc/pressure/cpu', 'utf8'))[1]) / 1000;
}

function hear(told) {
    if (told.step) {
        const mark = told.ok ? (told.fault ? 'recovers' : 'ok') : 'FAILED';
        console.log(`${mark.padEnd(8)} ${told.seconds.toFixed(1).padStart(6)} s  ${told.step}${told.note ? `  (${told.note})` : ''}`);
    }
    if (told.doctor) for (const finding of told.doctor.filter(finding => finding.severity !== 'ok')) console.log(`                    doctor, ${finding.severity}: ${finding.check}: ${finding.what}`);
    if (told.failed) end(1, `${told.failed}\n\nThe guest's journal:\n${told.journal}`);
    if (told.power) process.exit(10);
    if (told.done) process.exit(0);
}

function end(status, why) {
    console.error(why);
    process.exit(status);
}
