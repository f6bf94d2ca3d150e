// A self-checkout as a shop might have it. Everything CareKiosk needs is told where "carekiosk." stands.
import { products, texts } from './texts.js';

const { carekiosk } = window;
const PIN_LENGTH = 4;
const BANK_MS = 1500;
const BACK_TO_WELCOME_MS = 20_000;

let language = 'en';
let basket = []; // products
let pin = '';
let needle = ''; // what was looked for in vain
let helped = false; // a colleague had to come
let timer;

const view = document.getElementById('view');
const text = () => texts[language];
const won = (price) => new Intl.NumberFormat(language, { style: 'currency', currency: 'KRW' }).format(price);

const make = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (attribute === 'onclick' || attribute === 'onsubmit') made[attribute] = value;
    else if (value !== false) made.setAttribute(attribute, value);
  }
  made.append(...children);
  return made;
};
const button = (label, onclick, kind = '', more = {}) => make('button', { type: 'button', class: kind, onclick, ...more }, label);
const mark = () => make('img', { class: 'mark', src: 'icon.svg', alt: '' });
const title = (words, more = '', ...before) => make('div', { class: 'title' }, ...before, make('h1', { tabindex: '-1' }, words), make('p', {}, more));
const actions = (...buttons) => make('div', { class: 'actions' }, ...buttons);
const helpButton = () => button(text().help, () => go('help'), 'quiet');

// Each step: whether a card or PIN is entered there, what a screen reader is told while it is shown, and what is drawn.
const steps = {
  welcome: { draw: () => [title(text().welcome, text().welcomeMore, mark()), actions(button(text().start, begin, 'main'))] },

  scan: {
    draw: () => [
      title(text().scan),
      make('section', { 'aria-label': text().basket, class: 'basket' }, ...drawBasket()),
      make('section', { 'aria-label': text().shelf, class: 'shelf' }, ...products.map((product) =>
        button(make('span', {}, product[language], make('small', {}, won(product.price))), () => {
          basket.push(product);
          go('scan');
        }, 'product', { 'data-carekiosk-repeat': '' }))),
      actions(
        helpButton(),
        button(text().search, () => go('search'), 'quiet'),
        button(`${text().pay} ${won(total())}`, () => go('pay'), 'main', { disabled: basket.length === 0 && '' })),
    ],
  },

  search: {
    says: () => (needle ? text().notFound(needle) : ''),
    draw: () => {
      const input = make('input', { id: 'needle', autocomplete: 'off', value: needle });
      return [
        title(text().searchTitle, steps.search.says()),
        make('form', { onsubmit: (event) => { event.preventDefault(); look(input.value.trim()); } },
          make('label', { for: 'needle' }, text().searchLabel), input, make('button', { class: 'main' }, text().searchGo)),
        actions(helpButton(), button(text().back, () => go('scan'))),
      ];
    },
  },

  pay: {
    draw: () => [
      title(text().payTitle, won(total())),
      actions(button(text().card, () => go('card'), 'main'), button(text().phone, () => go('card'), 'main')),
      actions(helpButton(), button(text().back, () => go('scan'))),
    ],
  },

  card: {
    isPrivate: true,
    draw: () => [title(text().cardTitle, text().cardMore), actions(button(text().inserted, () => { pin = ''; go('pin'); }, 'main')), actions(helpButton())],
  },

  pin: {
    isPrivate: true,
    says: () => text().pinSoFar(pin.length),
    draw: () => [
      title(text().pinTitle, text().pinMore),
      make('p', { class: 'dots', role: 'img', 'aria-label': steps.pin.says() }, '●'.repeat(pin.length) + '○'.repeat(PIN_LENGTH - pin.length)),
      make('div', { class: 'keypad', 'data-carekiosk-repeat': '' },
        ...[...'123456789'].map(key), button(text().erase, () => { pin = ''; show('pin'); }, 'key quiet'), key('0')),
      actions(helpButton()),
    ],
  },

  busy: { draw: () => [title(text().busy), make('div', { class: 'wait', 'aria-hidden': 'true' })] },

  declined: {
    draw: () => [
      title(text().declined, text().declinedMore),
      actions(button(text().again, () => { pin = ''; go('pin'); }, 'main'), button(text().other, () => go('pay'))),
      actions(helpButton()),
    ],
  },

  help: {
    draw: () => [
      title(text().helpTitle, text().helpMore),
      actions(button(text().helped, () => go('scan'), 'main'), button(text().doneByStaff, finish)),
    ],
  },

  done: { draw: () => [title(text().doneTitle, text().doneMore), actions(button(text().next, leave, 'main'))] },
};

const total = () => basket.reduce((sum, { price }) => sum + price, 0);

const drawBasket = () => (basket.length === 0 ? [make('p', {}, text().empty)] : [
  make('ul', {}, ...basket.map((product, index) => make('li', {}, make('span', {}, product[language]), make('span', {}, won(product.price)),
    button('×', () => { basket.splice(index, 1); go('scan'); }, 'remove', { 'aria-label': text().remove(product[language]) })))),
  make('p', { class: 'total' }, make('span', {}, text().total), make('strong', {}, won(total()))),
]);

const key = (digit) => button(digit, () => {
  pin += digit;
  if (pin.length < PIN_LENGTH) show('pin');
  else askBank();
}, 'key');

const labelOf = (control) => control.ariaLabel ?? control.textContent;

let shown = 'welcome';
const show = (step) => {
  const moved = step !== shown;
  shown = step;
  document.documentElement.lang = language;
  document.title = document.getElementById('shop').textContent = text().shop;
  for (const one of document.querySelectorAll('[data-language]')) one.ariaPressed = String(one.dataset.language === language);
  document.getElementById('said').textContent = steps[step].says?.() ?? '';
  view.dataset.step = step;
  const focused = labelOf(document.activeElement);
  view.replaceChildren(...steps[step].draw());
  // On another step a screen reader begins with its title; on the same one the finger stays where it is.
  if (moved) view.querySelector('h1').focus();
  else [...view.querySelectorAll('button,input')].find((one) => labelOf(one) === focused)?.focus();
};

const go = (step) => {
  clearTimeout(timer);
  if (step === 'help') helped = true;
  if (step !== shown) carekiosk.step(step, { private: steps[step].isPrivate });
  show(step);
};

const begin = () => {
  carekiosk.start({ language, appVersion: 'sample-1' });
  go('scan');
};

const look = (name) => {
  needle = name;
  const found = products.find((product) => [product.en, product.ko].some((known) => known.toLowerCase() === name.toLowerCase()));
  if (found) {
    needle = '';
    basket.push(found);
    go('scan');
    return;
  }
  if (name) {
    carekiosk.words(name);
    carekiosk.error('item_not_found');
  }
  show('search');
};

const askBank = () => {
  const declined = /^0+$/.test(pin);
  pin = '';
  go('busy');
  timer = setTimeout(() => {
    if (!declined) finish();
    else {
      carekiosk.error('payment_declined');
      go('declined');
    }
  }, BANK_MS);
};

const finish = () => {
  go('done');
  timer = setTimeout(leave, BACK_TO_WELCOME_MS);
};

const leave = () => {
  clearTimeout(timer);
  carekiosk.end(helped ? 'staff' : 'completed');
  basket = [];
  pin = needle = '';
  helped = false;
  show('welcome');
};

for (const one of document.querySelectorAll('[data-language]')) {
  one.addEventListener('click', () => {
    language = one.dataset.language;
    show(shown);
    carekiosk.language(language);
  });
}

// The lamp above the kiosk, for whoever stands in front of it.
carekiosk.onPrompt((prompt) => {
  const lamp = document.getElementById('lamp');
  if (prompt?.strategy === 'call_person') lamp.textContent = text().lamp;
  else if (!prompt) lamp.textContent = '';
});

const asked = new URLSearchParams(location.search);
if (asked.get('lang') === 'ko') language = 'ko';
show('welcome');
if (asked.has('developer')) import('./developer.js');
