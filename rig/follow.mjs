// Prints what a guest tells, a line a step. usage: node follow.mjs FILE QEMU-PID DEADLINE
// Exit status: 0 the guest is done, 10 it asks to have its plug pulled, 1 it failed, stopped or is too late.
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

const [file, qemu, deadline] = process.argv.slice(2);
let shown = 0;
while (true) {
    const running = isRunning();
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
    for (const line of lines.slice(shown)) {
        shown++;
        if (line.trim()) hear(JSON.parse(line));
    }
    if (!running) end(1, 'The guest stopped without an answer.');
    if (Date.now() > deadline * 1000) end(1, 'The guest is too late.');
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
