/**
 * CareKiosk for a web kiosk app. Two lines:
 *
 *   <script src="http://127.0.0.1:8089/carekiosk.js"></script>
 *   <script>carekiosk.start({ language: 'en' });</script>
 *
 * Nothing here throws or waits: without the worker, the app runs as if this file were not there. What it shows stands
 * where none of the app's controls is. docs/kiosk-app.md has the rest.
 *
 * Comments stand on lines of their own, because the worker serves the file without them.
 *
 * @typedef {{ id: string, cause: string, strategy: string, level: number, language: string, text: string,
 *   reading_ms: number }} Prompt
 * @typedef {{ camera: boolean, microphone: boolean, mode: 'opt_in' | 'notice' | 'off', agreed: boolean | null,
 *   hold: 'none' | 'private_step' | 'privacy_switch' | 'staff' }} Sensors
 */
(() => {
  // posthog-js takes 3 clicks within 1 s and 30 px as rage; a finger on a kiosk is less exact and taps twice more
  // easily. These four, and the times below, are our choice and unverified on customers.
  const RAGE = { taps: 4, ms: 1500, px: 40 };
  const DWELL_MS = 45_000;
  const TO_AND_FRO_MS = 60_000;

  // A touch is told when nothing has been for so long: twice in the shortest Visit:IdleTimeout.
  const TOUCH_MS = 5000;

  // Within Visit:IdleTimeout the customer may still be there.
  const IDLE_MS = 90_000;

  // An error of the app's script is the customer's trouble when it follows their tap so soon.
  const BY_TAP_MS = 1000;

  // What is lost while the worker is away: all but the newest 32 events, and whatever is older than 30 s; but see tell().
  const MAX_QUEUE = 32;
  const MAX_AGE_MS = 30_000;

  /** @type {HTMLScriptElement} */
  // @ts-ignore: a classic script's element
  const script = document.currentScript;
  // With its folder: behind a proxy the worker may be a path of the app's own origin.
  const base = new URL('.', script.src).href;
  const page = document.documentElement;

  const now = () => performance.now();

  // --- to the worker: one call at a time, in order ---
  /** @typedef {{ path: string, body: string, at: number, voids?: RegExp }} Call */
  /** @type {Call[]} */
  let queue = [];
  let sending = false;
  let waiting = 0;
  let lastTold = 0;

  // A call that names what it makes void must not be lost: where a visit begins and ends, and what closes the sensors.
  /** @param {string} path @param {object} body @param {RegExp} [voids] */
  const tell = (path, body, voids) => {
    lastTold = now();
    queue.push({ path: `v1/${path}`, body: JSON.stringify(body), at: lastTold, voids });
    if (waiting || queue.length > MAX_QUEUE) overtake();
    if (!sending || (waiting && voids)) send();
  };

  // While the worker takes nothing, such calls go first. What would come too late then goes: an older word of the customer,
  // steps that would open the sensors again, and what was not told of a visit that is over.
  const overtake = () => {
    /** @type {Call[]} */
    let kept = [];
    for (const call of queue) kept = [...kept.filter(({ path }) => !call.voids?.test(path)), call];
    queue = [...kept.filter(({ voids }) => voids), ...kept.filter(({ voids }) => !voids).slice(-MAX_QUEUE)];
  };

  const send = async (backoff = 1000) => {
    clearTimeout(waiting);
    waiting = 0;
    sending = true;
    while (queue.length > 0) {
      const call = queue[0];
      if ((call.voids || now() - call.at < MAX_AGE_MS) && !(await post(call))) {
        overtake();
        // What has overtaken it is tried at once.
        if (queue[0] !== call) continue;
        waiting = setTimeout(send, backoff, Math.min(2 * backoff, 8000));
        return;
      }
      queue = queue.filter((other) => other !== call);
    }
    sending = false;
  };

  // True when there is no use in sending it again.
  /** @param {{ path: string, body: string }} call */
  const post = async ({ path, body }) => {
    try {
      const answer = await fetch(base + path, {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body, keepalive: true,
      });
      // Too many calls, or the worker's trouble.
      if (answer.status >= 429) return false;
      if (!answer.ok) console.warn(path, (await answer.json()).detail);
      return true;
    } catch {
      return false;
    }
  };

  // --- what the way of touching shows ---
  let inVisit = false;
  /** @type {{ at: number, x: number, y: number }[]} */
  let taps = [];
  /** @type {{ name: string, at: number }[]} */
  let steps = [];
  let lastTap = NaN;
  let dwell = 0;

  /** @param {string} kind */
  const struggle = (kind) => inVisit && tell('visit/struggle', { kind });

  // Who does something at a step does not dwell there. It is told once for each step.
  const watchDwell = () => {
    clearTimeout(dwell);
    dwell = setTimeout(() => {
      dwell = 0;
      struggle('dwell');
    }, DWELL_MS);
  };
  const goOn = () => dwell && watchDwell();

  // What the app does not tell of, such as items that are tapped, still says that somebody is there.
  const touch = () => {
    if (!inVisit) return;
    goOn();
    if (now() - lastTold >= TOUCH_MS) tell('visit/touch', {});
  };
  addEventListener('keydown', touch, true);

  addEventListener('pointerdown', ({ timeStamp: at, clientX: x, clientY: y, target }) => {
    lastTap = now();
    touch();
    // @ts-ignore: the target of a pointer is an element
    if (!inVisit || target.closest?.('[data-carekiosk-repeat]')) return;
    taps = taps.filter((tap) => at - tap.at <= RAGE.ms && Math.hypot(tap.x - x, tap.y - y) <= RAGE.px);
    taps.push({ at, x, y });
    if (taps.length >= RAGE.taps) {
      taps = [];
      struggle('rage_taps');
    }
  }, true);

  const noticeError = () => {
    if (inVisit && now() - lastTap <= BY_TAP_MS) tell('visit/error', { code: 'other' });
    // One tap, one error.
    lastTap = NaN;
  };
  addEventListener('error', noticeError);
  addEventListener('unhandledrejection', noticeError);

  /** @param {string} name */
  const noticeStep = (name) => {
    if (name === steps.at(-1)?.name) return goOn();
    steps = [...steps.slice(-3), { name, at: now() }];
    const [a, b, c, d] = steps;
    if (d && a.name === c.name && b.name === d.name && d.at - a.at <= TO_AND_FRO_MS) {
      steps = [];
      struggle('back_and_forth');
    }
    watchDwell();
  };

  const forget = () => {
    taps = [];
    steps = [];
    step = {};
    clearTimeout(dwell);
  };

  // Where the customer is.
  /** @type {{ name?: string, private?: boolean }} */
  let step = {};
  let language = 'en';
  let version = '';

  // A worker that was away may have lost the visit. What was told in vain meanwhile comes after this: else it would begin one
  // in another language, or open the sensors at the PIN.
  const tellAgain = () => {
    if (!inVisit || (!step.private && now() - lastTold > IDLE_MS)) return;
    if (step.name) tell('visit/step', step, /step/);
    tell('visit/start', { language, app_version: version, again: true }, /(?!)/);
    overtake();
  };

  // --- from the worker ---
  /** @type {((prompt: Prompt | null) => unknown)[]} */
  const onPrompt = [];
  /** @type {((sensors: Sensors | null) => unknown)[]} */
  const onSensors = [];
  /** @type {Sensors | null} */
  let sensors = null;
  let away = false;
  let shown = '';

  // A listener that throws is the app's bug and must not silence the others.
  /** @param {((value: any) => unknown)[]} listeners @param {any} value */
  const notify = (listeners, value) => listeners.map((listener) => {
    try { return listener(value); } catch (error) { console.error(error); }
  });

  // A listener that returns false keeps the card from showing that prompt.
  /** @param {Prompt | null} prompt */
  const take = (prompt) => {
    const holdsBack = notify(onPrompt, prompt).includes(false);
    hidePrompt();
    shown = prompt?.id ?? '';
    // The next customer sees nothing of the one before.
    if (!prompt) dialog.close();
    else if (!holdsBack) showPrompt(prompt);
  };

  /** @param {Sensors | null} next */
  const takeSensors = (next) => {
    // When it goes, so that this waits for it before all that comes later; and when it is back, since this may be too old.
    if (next ? away : sensors) tellAgain();
    away = !next;
    sensors = next;
    // Its frame would be the browser's page of errors.
    if (away) dialog.close();
    notify(onSensors, next);
    showState();
  };

  const listen = () => {
    const stream = new EventSource(`${base}v1/prompts`);
    /** @type {[string, (data: any) => void][]} */
    const takers = [['prompt', take], ['clear', () => take(null)], ['sensors', takeSensors]];
    for (const [name, taker] of takers) stream.addEventListener(name, ({ data }) => taker(JSON.parse(data)));
    stream.onerror = () => {
      takeSensors(null);
      // The browser reconnects by itself, except after an answer that is not a stream.
      if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 8000);
    };
  };

  // --- what it draws: a shadow tree, so that neither page nor card changes the other's looks; a constructed style sheet,
  // so that no Content-Security-Policy has to allow inline styles ---
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; display: block; color: #1d2b28; word-break: keep-all; overflow-wrap: anywhere;
      font: 500 clamp(20px, 2.4vw, 32px)/1.4 "Noto Sans CJK KR", system-ui; }
    :host(.free) { position: fixed; inset: 0; z-index: 2147483647; pointer-events: none; }
    section { display: flex; align-items: center; box-sizing: border-box; width: fit-content; margin: 8px auto;
      max-width: 880px; background: #fffdf9; pointer-events: auto; border: 2px solid #5d716c; border-radius: 32px; }
    :host(.free) > section { position: absolute; inset-inline: 16px; margin: 0 auto; }
    :host(.free) > .state { margin-right: 0; }
    .state { font-size: 20px; }
    .open { background: #d9e9e2; }
    .card { gap: .8em; padding: .8em 1em; border-inline-start: 14px solid #2f7a68; box-shadow: 0 12px 48px #14282447; }
    .empty { position: absolute; opacity: 0; pointer-events: none; }
    .empty button, [hidden] { display: none; }
    p { margin: 0; }
    button { min-width: 64px; min-height: 60px; padding: 0 1em; border: 0; border-radius: 30px; background: none;
      color: inherit; font: inherit; cursor: pointer; }
    .card button, dialog button, button + button { border: 2px solid; }
    .card button { padding: 0; }
    button:focus-visible { outline: 4px solid #2f7a68; outline-offset: 3px; }
    dialog { width: min(92vw, 880px); height: min(80vh, 1100px); padding: 76px 0 0; background: #fbf7f0; border: 0;
      border-radius: 32px; pointer-events: auto; }
    dialog button { position: absolute; inset: 8px 16px auto auto; }
    iframe { width: 100%; height: 100%; border: 0; }`);

  const TEXTS = {
    en: {
      both: 'Camera and microphone', camera: 'Camera', microphone: 'Microphone', on: 'on', off: 'off', held: 'paused',
      unknown: 'not connected', ask: 'May they help?', stop: 'Turn off', close: 'Close',
    },
    ko: {
      both: '카메라·마이크', camera: '카메라', microphone: '마이크', on: '켜짐', off: '꺼짐', held: '잠시 멈춤',
      unknown: '연결 안 됨', ask: '도움에 쓸까요?', stop: '끄기', close: '닫기',
    },
  };
  /** @param {string} tag */
  const primary = (tag) => /^ko/i.test(tag) ? 'ko' : 'en';

  /**
   * @template {keyof HTMLElementTagNameMap} K
   * @param {K} name @param {HTMLElement[]} children
   */
  const make = (name, ...children) => {
    const made = document.createElement(name);
    made.append(...children);
    return made;
  };
  const words = make('p');
  const close = make('button');
  const card = make('section', words, close);
  const state = make('button');
  const stop = make('button');
  const indicator = make('section', state, stop);
  const frame = make('iframe');
  // Outside of the frame, which may not come.
  const shut = make('button');
  const dialog = make('dialog', shut, frame);
  // @ts-ignore: a name of its own
  const host = make('carekiosk-view');
  const root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [sheet];
  words.role = 'status';
  indicator.ariaLive = 'polite';

  /** @param {Element} element */
  const boxOf = (element) => element.getBoundingClientRect();

  // Puts a view where no control is, or else where it covers the fewest. True when it covers none.
  /** @param {HTMLElement} view @param {boolean} fromBelow @param {Element[]} controls */
  const settle = (view, fromBelow, controls) => {
    const { left, right, height } = boxOf(view);
    const taken = controls.map(boxOf).filter((box) => box.width > 0 && box.left < right && box.right > left);
    let least = Infinity;
    for (let off = 16; least && off + height < innerHeight; off += 8) {
      const top = fromBelow ? innerHeight - off - height : off;
      const covered = taken.filter((box) => box.top < top + height && box.bottom > top).length;
      if (covered < least) {
        least = covered;
        view.style.top = `${top}px`;
      }
    }
    return !least;
  };

  // Nothing of it is out of reach then: it does not lie over what stands before it, and fits the screen or can be scrolled.
  const movesDown = () => {
    const overflow = [page, document.body].map((one) => getComputedStyle(one).overflowY).join();
    return boxOf(document.body).top > boxOf(host).bottom - 1
      && (page.scrollHeight <= innerHeight || !/hidden|clip/.test(overflow));
  };

  // The indicator from above, the card from below. Without a free place they stand before the page, which moves down; where it
  // does not, they stay.
  const settleAll = () => {
    host.className = 'free';
    const controls = [...document.querySelectorAll(
      'a[href],button,input,select,textarea,iframe,[role=button],[role=link],[data-carekiosk-keep]')]
      .filter((control) => control.checkVisibility({ visibilityProperty: true }));
    const free = settle(indicator, false, controls);
    if (card.className === 'card' ? settle(card, true, [...controls, indicator]) && free : free) return;
    host.className = 'flow';
    if (!movesDown()) host.className = 'free';
  };

  let over = 0;
  /** @type {HTMLElement | null} */
  let cameFrom = null;

  const hidePrompt = () => {
    clearTimeout(over);
    if (root.activeElement === close) cameFrom?.focus();
    card.className = 'card empty';
    words.textContent = '';
    showState();
  };

  /** @param {Prompt} prompt */
  const showPrompt = (prompt) => {
    card.lang = prompt.language;
    close.ariaLabel = TEXTS[primary(prompt.language)].close;
    card.className = 'card';
    words.textContent = prompt.text;
    over = setTimeout(hidePrompt, prompt.reading_ms);
    showState();
    // A page may have been scrolled away from it.
    host.scrollIntoView({ block: 'nearest' });
  };

  const showState = () => {
    const tag = primary(page.lang || language);
    const text = TEXTS[tag];
    const { camera, microphone, mode, agreed, hold } = sensors ?? {};
    const open = camera || microphone;
    // The question is a quiet one, and not for somebody who has trouble.
    const asks = mode === 'opt_in' && agreed === null && hold === 'none' && card.className !== 'card';
    const what = camera === microphone ? text.both : camera ? text.camera : text.microphone;
    const how = !sensors ? text.unknown : open ? text.on : agreed && hold !== 'none' ? text.held : text.off;
    const says = `${what} ${how}${asks ? `. ${text.ask}` : ''}`;
    // Writing the same words again would make a screen reader say them again.
    if (state.textContent !== says) state.textContent = says;
    indicator.lang = tag;
    indicator.className = open ? 'state open' : 'state';
    indicator.ariaLabel = text.both;
    stop.textContent = text.stop;
    shut.textContent = text.close;
    dialog.lang = tag;
    stop.hidden = !open;
    settleAll();
  };

  close.textContent = '×';
  close.onclick = hidePrompt;
  // @ts-ignore: what had the focus is an element of the page
  card.addEventListener('focusin', ({ relatedTarget }) => { cameFrom = relatedTarget ?? cameFrom; });
  stop.onclick = () => consent();
  state.onclick = () => {
    if (!sensors) return;
    frame.src = `${base}sensing.html?lang=${indicator.lang}&prompt=${shown}`;
    frame.title = dialog.ariaLabel = 'CareKiosk';
    dialog.showModal();
  };
  dialog.onclose = () => { frame.src = 'about:blank'; };
  // @ts-ignore: a tap beside it closes it, in Chromium from 134 on
  dialog.closedBy = 'any';
  shut.onclick = () => dialog.close();

  const begin = () => {
    if (script.dataset.carekioskIndicator !== 'off') root.append(indicator, dialog);
    if (script.dataset.carekioskDisplay !== 'off') root.append(card);
    // Not in the body, so that what is drawn there does not set off the observer below.
    page.insertBefore(host, document.body);
    hidePrompt();
    new MutationObserver(showState).observe(document.body, { subtree: true, childList: true, attributes: true });
    addEventListener('resize', settleAll);
    addEventListener('scroll', settleAll, true);
    listen();
  };
  if (document.body) begin(); else addEventListener('DOMContentLoaded', begin);

  /** @param {string} event @param {string} member @returns {(value: string | number) => void} */
  const told = (event, member) => (value) => tell(`visit/${event}`, { [member]: value });
  const consent = ({ camera = false, microphone = false } = {}) => tell('consent', { camera, microphone }, /consent/);

  // @ts-ignore: the global that the app uses
  window.carekiosk = Object.freeze({
    start: ({ language: tag = page.lang || 'en', appVersion = '' } = {}) => {
      forget();
      inVisit = true;
      language = tag;
      version = appVersion;
      watchDwell();
      tell('visit/start', { language, app_version: version }, /(?<!end)$/);
      showState();
    },
    /** @param {string} name */
    step: (name, { private: isPrivate = false } = {}) => {
      step = { name, private: isPrivate };
      tell('visit/step', step, isPrivate ? /step/ : undefined);
      noticeStep(name);
    },
    /** @param {string} tag */
    language: (tag) => {
      language = tag;
      if (inVisit) tell('visit/touch', { language });
      showState();
    },
    error: told('error', 'code'),
    wait: told('wait', 'seconds'),
    words: told('words', 'text'),
    feedback: told('feedback', 'score'),
    consent,
    end: (outcome = 'completed') => {
      forget();
      inVisit = false;
      dialog.close();
      tell('visit/end', { outcome }, /./);
    },
    /** @param {(prompt: Prompt | null) => unknown} listener */
    onPrompt: (listener) => { onPrompt.push(listener); },
    /** @param {(sensors: Sensors | null) => unknown} listener */
    onSensors: (listener) => { onSensors.push(listener); },
  });
})();
