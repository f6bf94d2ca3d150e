// What the worker's own pages share: calls to the local API, its stream, and the words about camera and microphone.

export const languageOf = (tag) => (tag?.toLowerCase().startsWith('ko') ? 'ko' : 'en');

export const startLanguage = () =>
  languageOf(new URLSearchParams(location.search).get('lang') ?? navigator.language);

// True when the worker took it.
export const tell = async (path, body) => {
  try {
    const answer = await fetch(path, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
    });
    return answer.ok;
  } catch {
    return false;
  }
};

// What it answers; null when it does not.
export const ask = async (path) => {
  try {
    const answer = await fetch(path);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
};

// Calls take.prompt, take.clear and take.sensors with what the stream tells; take.sensors(null) when it is away.
export const listen = (take) => {
  const stream = new EventSource('v1/prompts');
  for (const name of ['prompt', 'clear', 'sensors']) {
    stream.addEventListener(name, ({ data }) => take[name](JSON.parse(data)));
  }
  stream.onerror = () => {
    take.sensors(null);
    // The browser reconnects by itself, except after an answer that is not a stream.
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 5000, take);
  };
};

// Writing the same words again would make a screen reader say them again.
export const setText = (target, text) => {
  if (target.textContent !== text) target.textContent = text;
};

export const consentTexts = {
  en: {
    camera: 'Camera', microphone: 'Microphone', open: 'on', closed: 'off', unknown: 'not connected',
    asked: 'May the camera and microphone help us notice when something is hard?',
    notice: 'The camera and microphone help us notice when something is hard.',
    agreed: 'Thank you. The camera and microphone may help.',
    refused: 'The camera and microphone stay off.',
    off: 'The camera and microphone are not used here.',
    private_step: 'The camera and microphone are off while you enter your card or PIN.',
    privacy_switch: 'The privacy switch keeps the camera and microphone off.',
    staff: 'The camera and microphone are off while our staff work here.',
    promise: 'Nothing is recorded. You can change this at any time.',
    fromAge: (years) => `For customers aged ${years} and over.`,
    yes: 'Yes', no: 'No, thanks',
    failure: 'That did not reach us. Please try once more.',
  },
  ko: {
    camera: '카메라', microphone: '마이크', open: '켜짐', closed: '꺼짐', unknown: '연결 안 됨',
    asked: '불편하신 순간을 알아차릴 수 있도록 카메라와 마이크를 켜도 될까요?',
    notice: '불편하신 순간을 알아차리려고 카메라와 마이크를 사용하고 있습니다.',
    agreed: '감사합니다. 카메라와 마이크가 도와드릴게요.',
    refused: '카메라와 마이크를 켜지 않습니다.',
    off: '이곳에서는 카메라와 마이크를 사용하지 않습니다.',
    private_step: '카드나 비밀번호를 입력하시는 동안 카메라와 마이크를 껐습니다.',
    privacy_switch: '사생활 보호 스위치로 카메라와 마이크가 꺼져 있습니다.',
    staff: '직원이 작업하는 동안 카메라와 마이크를 껐습니다.',
    promise: '아무것도 녹화하거나 녹음하지 않습니다. 언제든지 바꾸실 수 있어요.',
    fromAge: (years) => `만 ${years}세 이상 고객님께 여쭙습니다.`,
    yes: '네, 좋아요', no: '아니요',
    failure: '전달되지 않았습니다. 한 번 더 눌러 주세요.',
  },
};

// What is said below the question, and below the notice: whom it is for, as long as it is open, and what is promised.
export const promiseText = (text, sensors) =>
  sensors?.from_age > 0 && ['asked', 'notice'].includes(consentKey(sensors))
    ? `${text.fromAge(sensors.from_age)} ${text.promise}` : text.promise;

// Which of the words above tells how it stands.
export const consentKey = (sensors) => {
  if (sensors?.mode === 'off') return 'off';
  if (sensors && sensors.hold !== 'none') return sensors.hold;
  if (sensors?.agreed === true) return 'agreed';
  if (sensors?.agreed === false) return 'refused';
  return sensors?.mode === 'notice' ? 'notice' : 'asked';
};
