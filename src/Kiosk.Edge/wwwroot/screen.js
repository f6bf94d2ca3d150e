// The customer screen: shows the worker's prompts and the sensors' true state, asks for consent and for a word back.
import { consentKey, consentTexts, languageOf, listen, promiseText, setText, startLanguage, tell } from './worker.js';

const texts = {
  en: {
    ...consentTexts.en,
    title: 'Your kiosk',
    greeting: 'Welcome. Take all the time you need.',
    aside: 'If something gets in the way, we will help you here.',
    languages: 'Language',
    inside: 'Camera and microphone, and what they tell',
    close: 'Close',
    why: 'Why this message?',
    feedback: 'Did you feel looked after?',
    worst: 'Not at all', best: 'Very much',
    scores: ['Not at all', 'A little', 'Partly', 'Mostly', 'Very much'],
    thanks: 'Thank you for telling us.',
  },
  ko: {
    ...consentTexts.ko,
    title: '키오스크',
    greeting: '어서 오세요. 천천히 하셔도 괜찮습니다.',
    aside: '어려운 점이 있으면 여기에서 도와드릴게요.',
    languages: '언어',
    inside: '카메라와 마이크, 그리고 알게 된 것',
    close: '닫기',
    why: '왜 이 안내가 나왔나요?',
    feedback: '저희가 잘 도와드렸나요?',
    worst: '전혀 아니에요', best: '매우 그래요',
    scores: ['전혀 아니에요', '조금', '보통이에요', '대체로 그래요', '매우 그래요'],
    thanks: '알려 주셔서 감사합니다.',
  },
};

const element = (id) => document.getElementById(id);

// Everything that can change; render() is the only one who writes to the page.
let language = startLanguage();
let chosen = false; // the customer chose it, so that no prompt changes it
let prompt = null;
let sensors = null; // null: no connection, so nobody knows
let asksFeedback = false;
let score = null;
let answered = false; // in the visit that is over
let failed = false;

// The question waits while somebody has trouble: only who has answered it already may want to change the answer.
const asksConsent = () => sensors !== null && sensors.mode !== 'off' && (prompt === null || sensors.agreed !== null);

const render = () => {
  const text = texts[language];
  document.documentElement.lang = language;
  document.title = text.title;
  // What a prompt or an answer replaces is written once, with its final words: a screen reader repeats what changes.
  const words = { ...text, ...(prompt && { greeting: prompt.text, aside: '' }), ...(score !== null && { feedback: text.thanks }) };
  for (const target of document.querySelectorAll('[data-text]')) setText(target, words[target.dataset.text]);
  for (const target of document.querySelectorAll('[data-label]')) target.ariaLabel = text[target.dataset.label];
  for (const target of document.querySelectorAll('[data-title]')) target.title = text[target.dataset.title];
  for (const button of document.querySelectorAll('[data-language]')) {
    button.ariaPressed = String(button.dataset.language === language);
  }

  element('words').lang = prompt?.language ?? language;
  element('words').dataset.level = prompt?.level ?? 0;
  element('why').hidden = !prompt || asksFeedback;

  for (const sensor of ['camera', 'microphone']) {
    const state = sensors ? (sensors[sensor] ? 'open' : 'closed') : 'unknown';
    element(sensor).className = state;
    setText(element(sensor).querySelector('span'), `${text[sensor]} ${text[state]}`);
  }

  element('consent').hidden = !asksConsent();
  setText(element('may'), text[consentKey(sensors)]);
  setText(element('promise'), promiseText(text, sensors));
  element('yes').ariaPressed = String(sensors?.agreed === true);
  element('no').ariaPressed = String(sensors?.agreed === false);

  element('feedback').hidden = !asksFeedback;
  [...element('faces').children].forEach((button, index) => {
    button.ariaLabel = text.scores[index];
    button.ariaPressed = String(score === index + 1);
  });

  setText(element('failure'), failed ? text.failure : '');
};

const choose = async (agreed) => {
  failed = !(await tell('v1/consent', { camera: agreed, microphone: agreed }));
  render();
};

const rate = async (value) => {
  failed = !(await tell('v1/visit/feedback', { score: value }));
  if (!failed) score = value;
  render();
};

const drawFaces = () => {
  // From a mouth that hangs to one that smiles: the height of its corners and of its middle.
  const mouths = [[30, 22], [27.5, 24.5], [26, 26], [24, 31], [22.5, 36]];
  const faces = mouths.map(([corner, middle], index) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.innerHTML = '<svg viewBox="0 0 40 40" aria-hidden="true"><circle class="eye" cx="14" cy="15" r="1.9"/>'
      + `<circle class="eye" cx="26" cy="15" r="1.9"/><path d="M12 ${corner}Q20 ${middle} 28 ${corner}"/></svg>`;
    button.addEventListener('click', () => rate(index + 1));
    return button;
  });
  element('faces').replaceChildren(...faces);
};

let read;

// The visit is over; the next customer decides anew, and sees nothing of the one before.
const clear = () => {
  clearTimeout(read);
  answered = score !== null;
  language = startLanguage();
  chosen = false;
  prompt = null;
  score = null;
  asksFeedback = false;
  failed = false;
  element('panel').close();
};

const show = (next) => {
  clearTimeout(read);
  if (next.strategy === 'thank') asksFeedback = !answered; // the visit is over, and how it was may be said now
  else read = setTimeout(() => { asksFeedback = true; render(); }, next.reading_ms);
  prompt = next;
  if (!chosen) language = languageOf(next.language);
  element('words').classList.remove('arrives');
  void element('words').offsetWidth; // lets the animation begin anew
  element('words').classList.add('arrives');
};

const lookInside = () => {
  if (!sensors) return; // the frame would be the browser's page of errors
  const of = prompt ? `&prompt=${encodeURIComponent(prompt.id)}` : '';
  element('frame').src = `sensing.html?lang=${language}${of}`;
  element('panel').showModal();
};

for (const button of document.querySelectorAll('[data-language]')) {
  button.addEventListener('click', () => {
    language = button.dataset.language;
    chosen = true;
    // Closing words are of a visit that is over, and go with the next one.
    if (prompt?.strategy !== 'thank') tell('v1/visit/touch', { language });
    render();
  });
}
element('yes').addEventListener('click', () => choose(true));
element('no').addEventListener('click', () => choose(false));
element('sensors').addEventListener('click', lookInside);
element('why').addEventListener('click', lookInside);
element('panel').addEventListener('close', () => { element('frame').src = 'about:blank'; });
element('shut').addEventListener('click', () => element('panel').close());
// The brand's own greeting, where the catalogue has the language; until it is there, and without it, the general one.
const greet = async () => {
  try {
    const greetings = await (await fetch('v1/greetings')).json();
    for (const [tag, greeting] of Object.entries(greetings)) if (texts[tag]) texts[tag].greeting = greeting;
    render();
  } catch { /* the general one stays */ }
};

drawFaces();
render();
greet();
listen({
  prompt: (next) => { show(next); render(); },
  clear: () => { clear(); render(); },
  sensors: (state) => {
    sensors = state;
    if (!sensors) element('panel').close();
    render();
  },
});
