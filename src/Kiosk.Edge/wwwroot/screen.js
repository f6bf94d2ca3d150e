// The customer screen: shows the worker's prompts and the sensors' true state, asks for consent and for a word back.

const texts = {
  en: {
    title: 'Your kiosk',
    greeting: 'Welcome. Take all the time you need.',
    aside: 'If something gets in the way, we will help you here.',
    languages: 'Language',
    camera: 'Camera', microphone: 'Microphone', open: 'on', closed: 'off', unknown: 'not connected',
    asked: 'May the camera and microphone help us notice when something is hard?',
    agreed: 'Thank you. The camera and microphone may help.',
    refused: 'The camera and microphone stay off.',
    promise: 'Nothing is recorded. You can change this at any time.',
    yes: 'Yes', no: 'No, thanks',
    feedback: 'Did you feel looked after?',
    worst: 'Not at all', best: 'Very much',
    scores: ['Not at all', 'A little', 'Partly', 'Mostly', 'Very much'],
    thanks: 'Thank you for telling us.',
    failure: 'That did not reach us. Please try once more.',
  },
  ko: {
    title: '키오스크',
    greeting: '어서 오세요. 천천히 하셔도 괜찮습니다.',
    aside: '어려운 점이 있으면 여기에서 도와드릴게요.',
    languages: '언어',
    camera: '카메라', microphone: '마이크', open: '켜짐', closed: '꺼짐', unknown: '연결 안 됨',
    asked: '불편하신 순간을 알아차릴 수 있도록 카메라와 마이크를 켜도 될까요?',
    agreed: '감사합니다. 카메라와 마이크가 도와드릴게요.',
    refused: '카메라와 마이크를 켜지 않습니다.',
    promise: '아무것도 녹화하거나 녹음하지 않습니다. 언제든지 바꾸실 수 있어요.',
    yes: '네, 좋아요', no: '아니요',
    feedback: '저희가 잘 도와드렸나요?',
    worst: '전혀 아니에요', best: '매우 그래요',
    scores: ['전혀 아니에요', '조금', '보통이에요', '대체로 그래요', '매우 그래요'],
    thanks: '알려 주셔서 감사합니다.',
    failure: '전달되지 않았습니다. 한 번 더 눌러 주세요.',
  },
};

const element = (id) => document.getElementById(id);
const languageOf = (tag) => (tag?.toLowerCase().startsWith('ko') ? 'ko' : 'en');

// Everything that can change; render() is the only one who writes to the page.
let language = languageOf(new URLSearchParams(location.search).get('lang') ?? navigator.language);
let prompt = null;
let choice = null; // true, false, or null: not asked yet
let sensors = null; // null: no connection, so nobody knows
let asksFeedback = false;
let score = null;
let failed = false;

const setText = (target, text) => {
  // Writing the same words again would make a screen reader say them again.
  if (target.textContent !== text) target.textContent = text;
};

const render = () => {
  const text = texts[language];
  document.documentElement.lang = language;
  document.title = text.title;
  for (const target of document.querySelectorAll('[data-text]')) setText(target, text[target.dataset.text]);
  for (const target of document.querySelectorAll('[data-label]')) target.ariaLabel = text[target.dataset.label];
  for (const button of document.querySelectorAll('[data-language]')) {
    button.ariaPressed = String(button.dataset.language === language);
  }

  if (prompt) {
    setText(element('greeting'), prompt.text);
    setText(element('aside'), '');
  }
  element('words').lang = prompt?.language ?? language;
  element('words').dataset.level = prompt?.level ?? 0;

  for (const sensor of ['camera', 'microphone']) {
    const state = sensors ? (sensors[sensor] ? 'open' : 'closed') : 'unknown';
    element(sensor).className = state;
    setText(element(sensor).querySelector('span'), `${text[sensor]} ${text[state]}`);
  }

  setText(element('may'), choice === null ? text.asked : choice ? text.agreed : text.refused);
  setText(element('promise'), text.promise);
  element('yes').ariaPressed = String(choice === true);
  element('no').ariaPressed = String(choice === false);

  element('feedback').hidden = !asksFeedback;
  setText(element('ask'), score === null ? text.feedback : text.thanks);
  [...element('faces').children].forEach((button, index) => {
    button.ariaLabel = text.scores[index];
    button.ariaPressed = String(score === index + 1);
  });

  setText(element('failure'), failed ? text.failure : '');
};

// True when the worker took it.
const tell = async (path, body) => {
  try {
    const answer = await fetch(path, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
    });
    failed = !answer.ok;
  } catch {
    failed = true;
  }
  return !failed;
};

const choose = async (agreed) => {
  if (await tell('/v1/consent', { camera: agreed, microphone: agreed })) choice = agreed;
  render();
};

const rate = async (value) => {
  if (await tell('/v1/visit/feedback', { score: value })) score = value;
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
const show = (next) => {
  clearTimeout(read);
  prompt = next;
  language = languageOf(next.language);
  if (next.strategy === 'thank') asksFeedback = true;
  else read = setTimeout(() => { asksFeedback = true; render(); }, next.reading_ms);
  element('words').classList.remove('arrives');
  void element('words').offsetWidth; // lets the animation begin anew
  element('words').classList.add('arrives');
};

// The visit is over; the next customer decides anew.
const clear = () => {
  clearTimeout(read);
  prompt = null;
  choice = null;
  score = null;
  asksFeedback = false;
  failed = false;
};

const listen = () => {
  const stream = new EventSource('/v1/prompts');
  const on = (name, take) => stream.addEventListener(name, ({ data }) => {
    take(JSON.parse(data));
    render();
  });
  on('prompt', show);
  on('clear', clear);
  on('sensors', (state) => { sensors = state; });
  stream.onerror = () => {
    sensors = null;
    render();
    // The browser reconnects by itself, except after an answer that is not a stream.
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 5000);
  };
};

for (const button of document.querySelectorAll('[data-language]')) {
  button.addEventListener('click', () => { language = button.dataset.language; render(); });
}
element('yes').addEventListener('click', () => choose(true));
element('no').addEventListener('click', () => choose(false));
drawFaces();
render();
listen();
