// What the machine knows and does, for the customer: whether camera and microphone are open, what was read in this visit
// by kind, what last left the kiosk, and why it said what it said. Stands in a frame of the app or of the customer screen.
import { ask, consentKey, consentTexts, listen, promiseText, setText, startLanguage, tell } from './worker.js';

const units = { en: [' h', ' min', ' s'], ko: ['시간', '분', '초'] };
const span = (seconds, language) => {
  const [hours, minutes, whole] = units[language];
  return seconds < 60 ? `${Math.round(seconds)}${whole}`
    : seconds < 3600 ? `${Math.round(seconds / 60)}${minutes}` : `${Math.round(seconds / 3600)}${hours}`;
};
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

const texts = {
  en: {
    ...consentTexts.en,
    heading: 'Camera and microphone',
    whyTitle: 'Why this message?',
    readTitle: 'Read in this visit',
    gone: 'Pictures, sound and words are gone as soon as they have been read. When you leave, the rest is gone too.',
    counts: { pictures: 'pictures', voices: 'spoken moments', screen_events: 'things on the screen', words: 'texts' },
    sentTitle: 'What last left this kiosk',
    sent: 'Counts over several visits, and how the machine is. Here it is, word for word:',
    nothing: 'Nothing yet.',
    witness: ({ seconds, camera_seconds, microphone_seconds, sent_bytes }) =>
      `A second program, which can see and hear nothing, has watched this machine for ${span(seconds, 'en')}: camera open `
      + `${span(camera_seconds, 'en')}, microphone open ${span(microphone_seconds, 'en')}, ${megabytes(sent_bytes)} MB sent.`,
    channels: { window: 'Counts over several visits', health: 'How the machine is', state: 'That it is running', fault: 'A fault of the machine' },
    seems: (mood, cause) => `You seemed ${mood}, and it seemed to be about ${cause}. This is a guess of a machine, from:`,
    without: (sign) => `Without this it would have kept silent: ${sign}.`,
    moods: { unknown: 'hard to read', calm: 'calm', pleased: 'content', irritated: 'bothered', anxious: 'worried', lost: 'in need of a hand' },
    causes: {
      payment: 'the payment', item_not_found: 'an item we could not find', out_of_stock: 'an item we do not have',
      price: 'a price', wait: 'a wait', confusing_step: 'an unclear step', kiosk_fault: 'a fault of the kiosk',
      unknown: 'something we could not tell',
    },
    signs: {
      payment_declined: 'a declined payment', item_not_found: 'an item not found', out_of_stock: 'an item sold out',
      price_mismatch: 'a different price', device_failed: 'a device that failed', other_error: 'an error',
      rage_taps: 'many quick taps', back_and_forth: 'going back and forth', dwell: 'a long stay at one step', wait: 'a long wait',
      face: 'your face', voice: 'your voice',
      complaint: 'words of complaint', worry: 'words of worry', thanks: 'words of thanks', self_report: 'your answer', progress: 'getting on', smile: 'a smile',
    },
  },
  ko: {
    ...consentTexts.ko,
    heading: '카메라와 마이크',
    whyTitle: '왜 이 안내가 나왔나요?',
    readTitle: '이번 방문에서 읽은 것',
    gone: '사진과 소리와 글은 읽는 즉시 사라집니다. 떠나시면 나머지도 모두 사라집니다.',
    counts: { pictures: '사진', voices: '말소리', screen_events: '화면에서 있었던 일', words: '글' },
    sentTitle: '이 키오스크가 마지막으로 보낸 것',
    sent: '여러 방문을 합한 숫자와 기계의 상태뿐입니다. 보낸 그대로 보여드립니다.',
    nothing: '아직 없습니다.',
    witness: ({ seconds, camera_seconds, microphone_seconds, sent_bytes }) =>
      `보지도 듣지도 못하는 다른 프로그램이 이 기계를 ${span(seconds, 'ko')} 동안 지켜보았습니다. 카메라 ${span(camera_seconds, 'ko')}, `
      + `마이크 ${span(microphone_seconds, 'ko')} 열림, ${megabytes(sent_bytes)} MB 보냄.`,
    channels: { window: '여러 방문을 합한 숫자', health: '기계의 상태', state: '작동 여부', fault: '기계의 고장' },
    seems: (mood, cause) => `${cause} 때문에 ${mood} 보였습니다. 기계의 짐작이며 근거는 다음과 같습니다.`,
    without: (sign) => `이것이 없었다면 안내하지 않았을 것입니다: ${sign}.`,
    moods: { unknown: '어떠신지 알기 어려워', calm: '편안해', pleased: '만족스러워', irritated: '불편해', anxious: '걱정스러워', lost: '도움이 필요해' },
    causes: {
      payment: '결제', item_not_found: '찾지 못한 상품', out_of_stock: '품절된 상품', price: '가격', wait: '기다림',
      confusing_step: '알기 어려운 단계', kiosk_fault: '키오스크 고장', unknown: '알 수 없는 이유',
    },
    signs: {
      payment_declined: '결제 거절', item_not_found: '상품을 찾지 못함', out_of_stock: '품절', price_mismatch: '다른 가격',
      device_failed: '장치 고장', other_error: '오류', rage_taps: '여러 번 빠르게 누름', back_and_forth: '왔다 갔다 함',
      dwell: '한 단계에 오래 머묾', wait: '오래 기다림', face: '표정', voice: '목소리',
      complaint: '불편을 말하는 글', worry: '걱정하는 글', thanks: '고맙다는 글', self_report: '주신 답변',
      progress: '다음 단계로 나아감', smile: '미소',
    },
  },
};

const language = startLanguage();
const text = texts[language];
const prompt = new URLSearchParams(location.search).get('prompt');
const element = (id) => document.getElementById(id);
const make = (name, textContent) => Object.assign(document.createElement(name), { textContent });
const when = (at) => {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? date.toLocaleTimeString(language) : date.toLocaleString(language);
};
// A name the worker learned after this page was written is shown as it is.
const named = (names, name) => names[name] ?? name.replaceAll('_', ' ');

let sensors = null;
let failed = false;

const render = () => {
  const state = (sensor) => `${text[sensor]} ${text[sensors ? (sensors[sensor] ? 'open' : 'closed') : 'unknown']}`;
  setText(element('now'), `${state('camera')}, ${state('microphone')}`);
  element('now').className = sensors?.camera || sensors?.microphone ? 'open' : '';
  setText(element('because'), text[consentKey(sensors)]);
  setText(element('promise'), promiseText(text, sensors));
  element('choice').hidden = !sensors || sensors.mode === 'off';
  element('yes').ariaPressed = String(sensors?.agreed === true);
  element('no').ariaPressed = String(sensors?.agreed === false);
  setText(element('failure'), failed ? text.failure : '');
};

const choose = async (agreed) => {
  failed = !(await tell('v1/consent', { camera: agreed, microphone: agreed }));
  render();
};

const showReport = async () => {
  const report = await ask('v1/sensing');
  if (!report) return;
  element('read').replaceChildren(...Object.entries(report.sensed).map(([kind, count]) => {
    const pair = document.createElement('div');
    pair.append(make('dt', named(text.counts, kind)), make('dd', String(count)));
    return pair;
  }));
  setText(element('witness'), report.witness ? text.witness(report.witness) : '');
  setText(element('sent-words'), report.sent.length > 0 ? text.sent : text.nothing);
  element('sent').replaceChildren(...report.sent.map(({ at, channel, payload }) => {
    const message = document.createElement('details');
    const summary = make('summary', named(text.channels, channel));
    summary.append(make('time', when(at)));
    const words = make('pre', payload);
    words.tabIndex = 0; // so that the keyboard can scroll it
    message.append(summary, words);
    return message;
  }));
};

const showWhy = async () => {
  const why = prompt && await ask(`v1/prompts/${encodeURIComponent(prompt)}/why`);
  element('why').hidden = !why;
  if (!why) return;
  setText(element('why-words'), text.seems(named(text.moods, why.mood), named(text.causes, why.cause)));
  const most = Math.max(...why.evidence.map(({ weight }) => Math.abs(weight)));
  element('why-signs').replaceChildren(...why.evidence.map(({ sign, weight }) => {
    const line = document.createElement('li');
    const bar = Object.assign(document.createElement('meter'), { max: most, value: Math.abs(weight) });
    bar.ariaLabel = named(text.signs, sign);
    line.append(make('span', named(text.signs, sign)), bar);
    return line;
  }));
  const needed = why.would_change.filter(({ kind }) => kind === 'without_sign').map(({ sign }) => named(text.signs, sign));
  setText(element('why-change'), needed.length > 0 ? text.without(needed.join(', ')) : '');
};

document.documentElement.lang = language;
document.title = text.heading;
for (const target of document.querySelectorAll('[data-text]')) setText(target, text[target.dataset.text]);
element('yes').addEventListener('click', () => choose(true));
element('no').addEventListener('click', () => choose(false));
render();
listen({
  prompt: showReport,
  clear: showReport,
  sensors: (state) => { sensors = state; render(); showReport(); },
});
showWhy();
