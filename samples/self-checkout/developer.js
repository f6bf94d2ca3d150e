// The developer panel (?developer in the address): every state of a customer, without a camera. Made-up faces and voices
// need a worker with Display:DeveloperMode.

const errors = ['payment_declined', 'item_not_found', 'out_of_stock', 'price_mismatch', 'scanner_failed', 'printer_failed', 'network_failed', 'other'];
const struggles = ['rage_taps', 'back_and_forth', 'dwell'];
const faces = ['neutral', 'happiness', 'surprise', 'sadness', 'anger', 'disgust', 'fear', 'contempt'];
const voices = ['neutral', 'happiness', 'sadness', 'anger', 'fear'];

// A look of so long, ten readings a second as from a camera.
const LOOK_MS = 4000;
const READING_MS = 100;

const { carekiosk } = window;
const log = document.createElement('pre');
log.tabIndex = 0;
const note = (line) => { log.textContent = `${line}\n${log.textContent}`.slice(0, 4000); };

const post = async (path, body) => {
  const answer = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  if (answer.status === 404) note('Made-up readings need --Display:DeveloperMode=true.');
  else if (!answer.ok) note((await answer.json()).detail);
  return answer.ok;
};

const look = async (reading) => {
  for (let ms = 0; ms < LOOK_MS; ms += READING_MS) {
    if (!await post('/v1/developer/reading', reading)) return;
    await new Promise((done) => { setTimeout(done, READING_MS); });
  }
};

const group = (title, buttons) => {
  const box = document.createElement('fieldset');
  box.append(Object.assign(document.createElement('legend'), { textContent: title }));
  for (const [label, act] of buttons) {
    const one = Object.assign(document.createElement('button'), { type: 'button', textContent: label.replaceAll('_', ' ') });
    one.dataset.carekioskRepeat = '';
    one.addEventListener('click', act);
    box.append(one);
  }
  return box;
};

const panel = document.createElement('details');
panel.className = 'developer';
panel.append(
  Object.assign(document.createElement('summary'), { textContent: 'Developer' }),
  group('Consent', [['yes', () => carekiosk.consent({ camera: true, microphone: true })], ['no', () => carekiosk.consent()]]),
  group('Errors', errors.map((code) => [code, () => carekiosk.error(code)])),
  group('Struggle', [
    ...struggles.map((kind) => [kind, () => post('/v1/visit/struggle', { kind })]),
    ['wait 45 s', () => carekiosk.wait(45)],
  ]),
  group('Face, 4 s', faces.map((face) => [face, () => look({ face })])),
  group('Voice, 4 s', voices.map((voice) => [voice, () => look({ voice })])),
  group('Words', [['왜 안 돼요?', () => carekiosk.words('왜 안 돼요?')], ['Why does this not work?', () => carekiosk.words('Why does this not work?')]]),
  group('Feedback', [1, 2, 3, 4, 5].map((score) => [String(score), () => carekiosk.feedback(score)])),
  group('End', ['completed', 'abandoned', 'staff'].map((outcome) => [outcome, () => carekiosk.end(outcome)])),
  log,
);
document.body.append(panel);
carekiosk.onPrompt((prompt) => note(prompt ? `${prompt.id} (level ${prompt.level}): ${prompt.text}` : 'clear'));
carekiosk.onSensors((sensors) => note(JSON.stringify(sensors)));
