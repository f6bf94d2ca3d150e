/* CareKiosk for a web kiosk app. Two lines:

     <script src="http://127.0.0.1:8089/carekiosk.js"></script>
     <script>carekiosk.start({ language: 'en' });</script>

   start({language, appVersion})  a customer began        words(text)      typed or transcribed words
   step(name)                     another step is shown   feedback(1..5)   "Did you feel looked after?"
   error(code)                    something failed        end(outcome)     completed | abandoned | staff
   wait(seconds)                  the customer waits      consent({camera, microphone})
   onPrompt(f)   f(prompt), or f(null) when it is over    onSensors(f)     f({camera, microphone}), null: not known

   Prompts appear in a card of their own; with data-carekiosk-display="off" on the script tag only onPrompt gets them.
   Mark what is meant to be tapped quickly (a keypad, "+1") with data-carekiosk-repeat.
   Nothing here throws or waits: without the worker, the app runs as if this file were not there.
   Under a Content-Security-Policy, script-src and connect-src must name the address above. */
(() => {
  'use strict';

  // posthog-js takes 3 clicks within 1 s and 30 px as rage; a finger on a kiosk is less exact and taps twice more
  // easily. These four, and the times below, are our choice and unverified on customers.
  const RAGE = { taps: 4, ms: 1500, px: 40 };
  const DWELL_MS = 45_000;
  const BACK_AND_FORTH_MS = 60_000;

  // What is lost while the worker is away: all but the newest 32 events, and whatever is older than 30 s.
  const MAX_QUEUE = 32;
  const MAX_AGE_MS = 30_000;

  const script = document.currentScript;
  const base = new URL(script.src).origin;
  const showsCard = script.dataset.carekioskDisplay !== 'off';

  // --- to the worker: one call at a time, in order -------------------------------------------------------------
  const queue = [];
  let sending = false;

  const tell = (path, body) => {
    queue.push({ path, body: JSON.stringify(body), at: performance.now() });
    queue.splice(0, queue.length - MAX_QUEUE);
    if (!sending) send(1000);
  };

  const send = async (backoff) => {
    sending = true;
    while (queue.length > 0) {
      const call = queue[0];
      if (performance.now() - call.at < MAX_AGE_MS && !(await post(call))) {
        setTimeout(send, backoff, Math.min(2 * backoff, 8000));
        return;
      }
      const index = queue.indexOf(call);
      if (index >= 0) queue.splice(index, 1);
    }
    sending = false;
  };

  // True when there is no use in sending it again.
  const post = async ({ path, body }) => {
    try {
      const answer = await fetch(base + path, {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body, keepalive: true,
      });
      if (answer.status >= 400 && answer.status < 500) {
        answer.json().then((problem) => console.warn(`carekiosk: ${path}: ${problem.detail}`), () => { });
      }
      return answer.status < 500;
    } catch {
      return false;
    }
  };

  // --- what the way of touching shows ---------------------------------------------------------------------------
  let inVisit = false;
  let taps = [];
  let steps = [];
  let dwell;

  const struggle = (kind) => inVisit && tell('/v1/visit/struggle', { kind });

  const watchDwell = () => {
    clearTimeout(dwell);
    dwell = setTimeout(struggle, DWELL_MS, 'dwell');
  };

  addEventListener('pointerdown', ({ timeStamp: at, clientX: x, clientY: y, target }) => {
    if (!inVisit || target.closest?.('[data-carekiosk-repeat]')) return;
    taps = taps.filter((tap) => at - tap.at <= RAGE.ms && Math.hypot(tap.x - x, tap.y - y) <= RAGE.px);
    taps.push({ at, x, y });
    if (taps.length >= RAGE.taps) {
      taps = [];
      struggle('rage_taps');
    }
  }, { capture: true, passive: true });

  const noticeStep = (name) => {
    if (name === steps.at(-1)?.name) return;
    steps = [...steps.slice(-3), { name, at: performance.now() }];
    const [a, b, c, d] = steps;
    if (d && a.name === c.name && b.name === d.name && d.at - a.at <= BACK_AND_FORTH_MS) {
      steps = [];
      struggle('back_and_forth');
    }
    watchDwell();
  };

  const forget = () => {
    taps = [];
    steps = [];
    clearTimeout(dwell);
  };

  // --- from the worker ------------------------------------------------------------------------------------------
  const promptListeners = [];
  const sensorListeners = [];

  // A listener that throws is the app's bug and must not silence the others.
  const notify = (listeners, value) => listeners.forEach((listener) => {
    try { listener(value); } catch (error) { console.error(error); }
  });

  const listen = () => {
    const stream = new EventSource(`${base}/v1/prompts`);
    stream.addEventListener('prompt', ({ data }) => notify(promptListeners, JSON.parse(data)));
    stream.addEventListener('clear', () => notify(promptListeners, null));
    stream.addEventListener('sensors', ({ data }) => notify(sensorListeners, JSON.parse(data)));
    stream.onerror = () => {
      notify(sensorListeners, null);
      // The browser reconnects by itself, except after an answer that is not a stream.
      if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 8000);
    };
  };

  // --- the card: a shadow tree, so that neither page nor card changes the other's looks; a constructed style sheet,
  // so that no Content-Security-Policy has to allow inline styles ----------------------------------------------------
  const CARD = `
    :host { all: initial; position: fixed; inset: auto 0 max(4vh, 24px); z-index: 2147483647; display: flex;
      justify-content: center; pointer-events: none; }
    section { display: flex; align-items: center; gap: 24px; box-sizing: border-box; max-width: min(92vw, 880px);
      padding: 28px 28px 28px 36px; border-radius: 28px; background: #fffdf9; color: #1d2b28; pointer-events: auto;
      border-inline-start: 12px solid #2f7a68; box-shadow: 0 12px 48px rgb(20 40 36 / .28);
      font: 500 clamp(22px, 2.6vw, 34px)/1.4 "Noto Sans CJK KR", "Noto Sans KR", system-ui, sans-serif;
      word-break: keep-all; overflow-wrap: anywhere; transition: opacity .4s; }
    section.empty { opacity: 0; pointer-events: none; }
    section.empty button { visibility: hidden; }
    p { margin: 0; }
    button { flex: none; width: 64px; height: 64px; border: 2px solid #5d716c; border-radius: 50%; background: none;
      color: inherit; font: 400 30px/1 system-ui, sans-serif; cursor: pointer; }
    button:focus-visible { outline: 4px solid #2f7a68; outline-offset: 3px; }
    @media (prefers-reduced-motion: reduce) { section { transition: none; } }`;

  const buildCard = () => {
    const host = document.createElement('carekiosk-card');
    const root = host.attachShadow({ mode: 'open' });
    const style = new CSSStyleSheet();
    style.replaceSync(CARD);
    root.adoptedStyleSheets = [style];
    const card = document.createElement('section');
    const text = document.createElement('p');
    const close = document.createElement('button');
    card.className = 'empty';
    text.setAttribute('role', 'status');
    close.type = 'button';
    close.textContent = '×';
    card.append(text, close);
    root.append(card);
    document.body.append(host);

    let over;
    const hide = () => {
      clearTimeout(over);
      card.className = 'empty';
      text.textContent = '';
    };
    close.addEventListener('click', hide);
    promptListeners.push((prompt) => {
      hide();
      if (!prompt) return;
      card.lang = prompt.language;
      text.textContent = prompt.text;
      close.setAttribute('aria-label', prompt.language.startsWith('ko') ? '닫기' : 'Close');
      card.className = '';
      over = setTimeout(hide, prompt.reading_ms);
    });
  };

  const begin = () => {
    if (showsCard) buildCard();
    listen();
  };
  if (document.body) begin(); else addEventListener('DOMContentLoaded', begin);

  window.carekiosk = Object.freeze({
    start: ({ language = document.documentElement.lang || 'en', appVersion } = {}) => {
      forget();
      inVisit = true;
      watchDwell();
      tell('/v1/visit/start', { language, app_version: appVersion });
    },
    step: (name) => {
      tell('/v1/visit/step', { name });
      noticeStep(name);
    },
    error: (code) => tell('/v1/visit/error', { code }),
    wait: (seconds) => tell('/v1/visit/wait', { seconds }),
    words: (text) => tell('/v1/visit/words', { text }),
    feedback: (score) => tell('/v1/visit/feedback', { score }),
    consent: ({ camera = false, microphone = false } = {}) => tell('/v1/consent', { camera, microphone }),
    end: (outcome = 'completed') => {
      forget();
      inVisit = false;
      tell('/v1/visit/end', { outcome });
    },
    onPrompt: (listener) => promptListeners.push(listener),
    onSensors: (listener) => sensorListeners.push(listener),
  });
})();
