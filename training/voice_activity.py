"""Trains, measures and ships `voice_activity`: is someone speaking in these 32 ms? See README.md beside this file.

The teacher is Silero VAD 5 (MIT), which labels scenes built from the voice corpora: speech with pauses, in rooms, over
noise, at many levels. The pupil is a log-mel front end and two small recurrent layers.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

import card
import runtime
import voice_augment
import voice_data
from log_mel import LogMel
from voice_data import SAMPLE_RATE_HZ, SELECTION, TEST, TRAIN, Clip, Corpus

#: Samples the kiosk hands over at a time: 32 ms.
CHUNK = 512
HOP = 128
BANDS = 40
HIDDEN = 64
STATE = HOP + 2 * HIDDEN

#: A frame is speech above this probability.
THRESHOLD = 0.5

#: A scene is six seconds.
SCENE_CHUNKS = 188
SPEECH = ("ravdess", "nemo", "ased", "emodb", "baved", "emotiontts_ko", "emotiontts_ko_plain",
          "pico_intent", "pico_wake")  # fmt: skip
SCENES = {TRAIN: 9000, SELECTION: 600, TEST: 1200}
BATCH = 64
SEED = 20261122


class VoiceActivity(nn.Module):
    """Log-mel of the chunk, one dense layer, two gated recurrent layers, one logit.

    The state is one tensor [N, 256]: the last 128 samples, then both recurrent layers' 64 values.
    """

    #: The least a feature can be: the floor of the log-mel, after scaling.
    SILENCE = -2.2564

    def __init__(self) -> None:
        super().__init__()
        self.log_mel = LogMel(HOP, BANDS, low_hz=80, high_hz=6000, bin_hz=62.5, floor=1e-10)
        self.encode = nn.Linear(CHUNK // HOP * BANDS, HIDDEN)
        self.recur = nn.GRU(HIDDEN, HIDDEN, num_layers=2, batch_first=True)
        self.decide = nn.Linear(HIDDEN, 1)

    def features(self, samples: Tensor) -> Tensor:
        """float [N, HOP + chunks × CHUNK] → [N, chunks, 4 × BANDS], about −2 to 2."""
        frames = (self.log_mel(samples) + 14.0) / 4.0
        return frames.reshape(samples.shape[0], -1, CHUNK // HOP * BANDS)

    def classify(self, features: Tensor) -> Tensor:
        """Whole sequences from a silent start: [N, chunks, 4 × BANDS] → logits [N, chunks]."""
        recurred, _ = self.recur(functional.relu(self.encode(features)))
        return self.decide(recurred).squeeze(-1)

    def forward(self, samples: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """One chunk: [1, CHUNK] and state → probability [1, 1] and the next state."""
        heard = torch.cat([state[:, :HOP], samples], dim=1)
        layer = functional.relu(self.encode(self.features(heard)[:, 0]))
        kept = [heard[:, -HOP:]]
        for number in range(2):
            hidden = state[:, HOP + number * HIDDEN : HOP + (number + 1) * HIDDEN]
            names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
            weights = [getattr(self.recur, f"{name}_l{number}") for name in names]
            given = functional.linear(layer, weights[0], weights[2])
            held = functional.linear(hidden, weights[1], weights[3])
            reset = torch.sigmoid(given[:, :HIDDEN] + held[:, :HIDDEN])
            update = torch.sigmoid(given[:, HIDDEN : 2 * HIDDEN] + held[:, HIDDEN : 2 * HIDDEN])
            fresh = torch.tanh(given[:, 2 * HIDDEN :] + reset * held[:, 2 * HIDDEN :])
            layer = fresh + update * (hidden - fresh)
            kept.append(layer)
        return torch.sigmoid(self.decide(layer)), torch.cat(kept, dim=1)


class Teacher:
    """Silero VAD 5 at 16 kHz: 64 samples of context before each 512, state [2, N, 128]."""

    CONTEXT = 64

    def __init__(self, data: Path) -> None:
        self._session = runtime.session(data / "reference" / "silero_vad.onnx")

    def label(self, scenes: np.ndarray) -> np.ndarray:
        """float [N, chunks × CHUNK] → speech probability [N, chunks]."""
        count = len(scenes)
        state = np.zeros((2, count, 128), np.float32)
        context = np.zeros((count, self.CONTEXT), np.float32)
        rate = np.array(SAMPLE_RATE_HZ, np.int64)
        labels = []
        for start in range(0, scenes.shape[1], CHUNK):
            chunk = scenes[:, start : start + CHUNK]
            speech, state = self._session.run(
                None, {"input": np.concatenate([context, chunk], axis=1), "state": state, "sr": rate}
            )
            context = chunk[:, -self.CONTEXT :]
            labels.append(speech[:, 0])
        return np.stack(labels, axis=1)


def speech_line(corpus: Corpus, clips: list[Clip], length: int, random: np.random.Generator) -> np.ndarray:
    """float [length]: clips of one or several speakers with pauses of up to two seconds between them."""
    line = np.zeros(length, np.float32)
    position = int(random.uniform(0.0, 1.5) * SAMPLE_RATE_HZ)
    while position < length:
        samples = corpus.floats(clips[random.integers(len(clips))])
        samples = samples[: length - position]
        if len(samples) >= 640:
            line[position : position + len(samples)] = samples / voice_augment.level(samples)
        position += len(samples) + int(random.uniform(0.0, 2.0) * SAMPLE_RATE_HZ)
    return line


def scenes(corpus: Corpus, part: str) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """One part's scenes by the hundred, the same ones every time: float [100, samples] as the microphone hears them,
    the same speech alone, and the ratio of speech to noise in dB (∞: a quiet room, −∞: nobody speaks)."""
    random = np.random.default_rng([SEED, [TRAIN, SELECTION, TEST].index(part)])
    by_dataset = [found for name in SPEECH if (found := corpus.of(name, part=part))]
    recordings = voice_augment.noises(corpus, part)
    rooms = voice_augment.rooms(100, random)
    length, batch = SCENE_CHUNKS * CHUNK, 100
    for _ in range(0, SCENES[part], batch):
        heard, alone, ratios = np.zeros((batch, length), np.float32), np.zeros((batch, length), np.float32), []
        for row in range(batch):
            kind = random.random()
            volume = 10.0 ** (random.uniform(-45.0, -12.0) / 20.0)
            line = np.zeros(length, np.float32)
            if kind < 0.75:
                line = speech_line(corpus, by_dataset[random.integers(len(by_dataset))], length, random)
                if random.random() < 0.4:
                    line = voice_augment.reverberate(line, rooms[random.integers(len(rooms))])
            ratio = np.inf if 0.60 < kind < 0.75 else -np.inf if kind >= 0.75 else random.uniform(-5.0, 30.0)
            noise = np.zeros(length, np.float32)
            if ratio != np.inf:
                noise = voice_augment.backdrop(length, recordings, random)
                noise *= 10.0 ** (-ratio / 20.0) if ratio != -np.inf else 1.0
            hiss = random.standard_normal(length).astype(np.float32) * 10.0 ** (random.uniform(-95.0, -60.0) / 20.0)
            alone[row] = np.clip(line * volume, -1.0, 1.0)
            heard[row] = np.clip((line + noise) * volume + hiss, -1.0, 1.0)
            ratios.append(ratio)
        yield heard, alone, np.array(ratios)


def label_scenes(corpus: Corpus, part: str, data: Path, work: Path) -> None:
    """Keeps the features and labels of one part's scenes: `vad-PART.npz`.

    The label is what the teacher hears in the scene itself. It is raised to what it hears in the same speech without
    noise where the noise lies at least 5 dB below, and is zero where nobody speaks at all.
    """
    teacher, net = Teacher(data), VoiceActivity().eval()
    features, labels = [], []
    for heard, alone, ratios in scenes(corpus, part):
        in_scene, in_speech, ratio = teacher.label(heard), teacher.label(alone), ratios[:, None]
        label = np.where(ratio >= 5.0, np.maximum(in_scene, in_speech), in_scene)
        labels.append(np.where(ratio == -np.inf, 0.0, label).astype(np.float16))
        with torch.no_grad():
            padded = torch.from_numpy(np.pad(heard, ((0, 0), (HOP, 0))))
            features.append(net.features(padded).to(torch.float16).numpy())
        print(f"{part}: {100 * len(labels)} of {SCENES[part]} scenes", flush=True)
    np.savez(work / f"vad-{part}.npz", features=np.concatenate(features), label=np.concatenate(labels))


def train(work: Path, steps: int) -> None:
    """Trains on the scenes and leaves the averaged weights in the work folder."""
    torch.manual_seed(SEED)
    scenes, held_out = np.load(work / "vad-train.npz"), np.load(work / "vad-selection.npz")
    features, labels = torch.from_numpy(scenes["features"]), torch.from_numpy(scenes["label"])
    net = VoiceActivity()
    averaged = torch.optim.swa_utils.AveragedModel(
        net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.995), use_buffers=False
    )
    optimiser = torch.optim.AdamW(net.parameters(), weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=4e-3, total_steps=steps, pct_start=0.1)
    for step in range(1, steps + 1):
        rows = torch.randint(len(features), (BATCH,))
        # A level change moves every band alike: up to ±12 dB, which is 2.8 nepers of power, a quarter after scaling.
        louder = (torch.rand(BATCH, 1, 1) * 2.0 - 1.0) * 0.7
        given = (features[rows].float() + louder).clamp_min(net.SILENCE)
        loss = functional.binary_cross_entropy_with_logits(net.classify(given), labels[rows].float())
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        averaged.update_parameters(net)
        if step % 250 == 0:
            torch.save(averaged.module.state_dict(), work / "voice_activity.pt")
            agreed = agreement(averaged.module, held_out)
            print(f"step {step}/{steps} loss {loss.item():.4f} agreement {agreed:.4f}", flush=True)


@torch.no_grad()
def agreement(model: VoiceActivity, scenes: dict[str, np.ndarray]) -> float:
    """Share of frames on the same side of one half as the label."""
    logits = torch.cat([model.classify(part.float()) for part in torch.from_numpy(scenes["features"]).split(200)])
    return float(((logits.numpy() > 0) == (scenes["label"] > 0.5)).mean())


def export(work: Path, models: Path) -> None:
    """Writes the shipped file.

    It stays float: at 60 k weights a step is over before int8 could pay. With int8 weights the same graph took 0.13 ms
    instead of 0.07 ms, because they are widened again at every step.
    """
    net = VoiceActivity().eval()
    net.load_state_dict(torch.load(work / "voice_activity.pt", weights_only=True))
    torch.onnx.export(
        net, (torch.zeros(1, CHUNK), torch.zeros(1, STATE)), str(models / "voice_activity.onnx"), opset_version=17,
        dynamo=False, input_names=["samples", "state"], output_names=["probability", "state_out"],
    )  # fmt: skip


class Listener:
    """A voice_activity file, run chunk by chunk as the kiosk runs it."""

    def __init__(self, model: Path) -> None:
        self._session = runtime.session(model)

    def probabilities(self, samples: np.ndarray) -> np.ndarray:
        """float [samples] → [whole chunks]."""
        state, heard = np.zeros((1, STATE), np.float32), []
        for start in range(0, len(samples) - CHUNK + 1, CHUNK):
            given = {"samples": samples[None, start : start + CHUNK], "state": state}
            probability, state = self._session.run(None, given)
            heard.append(probability[0, 0])
        return np.array(heard)


@dataclass
class Count:
    """Frames counted for one line of the card."""

    right: int = 0
    frames: int = 0

    def add(self, right: np.ndarray) -> None:
        self.right += int(right.sum())
        self.frames += right.size

    def share(self) -> float:
        return round(self.right / max(self.frames, 1), 4)


def measure(corpus: Corpus, data: Path, model: Path) -> dict[str, Count]:
    """What the card reports, on speakers and noises that were never trained on."""
    pupil, teacher = Listener(model), Teacher(data)
    counts: dict[str, Count] = defaultdict(Count)

    for heard, _, ratios in scenes(corpus, TEST):
        taught = teacher.label(heard) > THRESHOLD
        for row, ratio in enumerate(ratios):
            found = pupil.probabilities(heard[row]) > THRESHOLD
            counts["scenes"].add(found == taught[row])
            if ratio == -np.inf:
                counts["scenes/nobody speaks"].add(found)

    for clip in corpus.of("esc10", part=TEST):
        counts["esc10"].add(pupil.probabilities(corpus.floats(clip)) > THRESHOLD)
    for clip in corpus.of("pico_kitchen"):
        samples = corpus.floats(clip)
        # The first 75 % trained and selected, see voice_augment.noises.
        counts["pico_kitchen"].add(pupil.probabilities(samples[int(0.75 * len(samples)) :]) > THRESHOLD)

    random = np.random.default_rng(SEED)
    recordings = [corpus.floats(clip) for clip in corpus.of("esc10", part=TEST)]
    for dataset in SPEECH:
        clips = sorted(corpus.of(dataset, part=TEST), key=lambda clip: voice_data.digest(clip.file))[:100]
        for clip in clips:
            samples = corpus.floats(clip)
            samples = np.pad(samples, (CHUNK * 8, CHUNK * 8 - len(samples) % CHUNK))
            taught = teacher.label(samples[None])[0] > THRESHOLD
            agreed = (pupil.probabilities(samples) > THRESHOLD) == taught
            counts["clean speech"].add(agreed)
            counts[f"clean speech/{dataset}"].add(agreed)
            if clip.gender:
                counts[f"clean speech/{clip.gender}"].add(agreed)
            recording = recordings[random.integers(len(recordings))]
            noise = np.take(recording, np.arange(len(samples)), mode="wrap")
            noise *= voice_augment.level(samples) / voice_augment.level(noise) * 10.0 ** (-10.0 / 20.0)
            counts["10 dB"].add((pupil.probabilities((samples + noise).astype(np.float32)) > THRESHOLD)[taught])
    return counts


def report(corpus: Corpus, data: Path, models: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Measures the shipped file: the card's metrics and groups."""
    counts = measure(corpus, data, models / "voice_activity.onnx")
    command = "python3 training/voice_activity.py evaluate"
    described = {
        "scenes": ("six-second scenes of speech, pauses, rooms and noise", "frames that agree with Silero VAD 5"),
        "scenes/nobody speaks": ("scenes in which nobody speaks", "frames taken for speech"),
        "clean speech": ("clips as they are, up to 100 a corpus", "frames that agree with Silero VAD 5"),
        "10 dB": ("the same clips with esc10 noise 10 dB below", "frames found of those Silero hears without it"),
        "esc10": ("esc10", "frames taken for speech"),
        "pico_kitchen": ("pico_kitchen, its last quarter", "frames taken for speech"),
    }
    metrics = [
        {
            "set": name, "split": "speakers and noises held out by name hash", "items": counts[key].frames,
            "metric": metric, "int8": None, "float": counts[key].share(), "command": command,
        }
        for key, (name, metric) in described.items()
    ]  # fmt: skip
    groups = [
        {
            "set": "clean speech", "group": key.partition("/")[2], "metric": "frames that agree with Silero VAD 5",
            "float": counts[key].share(), "items": counts[key].frames,
        }
        for key in sorted(counts) if key.startswith("clean speech/")
    ]  # fmt: skip
    return metrics, groups


def show(metrics: list[dict[str, Any]], groups: list[dict[str, Any]]) -> None:
    for entry in metrics:
        print(f"{entry['metric']:55} {entry['float']:.4f}  {entry['set']}")
    for entry in groups:
        print(f"{entry['metric']:55} {entry['float']:.4f}  {entry['group']}")


def ship(corpus: Corpus, data: Path, work: Path, models: Path) -> None:
    """Exports, measures, and writes the card."""
    export(work, models)
    metrics, groups = report(corpus, data, models)
    card.write(models / "voice_activity.onnx", CARD | {"metrics": metrics, "groups": groups})
    show(metrics, groups)


CARD = {
    "version": "1.0.0",
    "task": "Is someone speaking in these 32 ms?",
    "labels": ["speech"],
    "temperature": {"value": 1.0, "applied": "graph"},
    "threshold": {"speech": THRESHOLD},
    "training_data": voice_data.terms(*SPEECH, *voice_augment.NOISE_DATASETS)
    + [{"name": "Silero VAD 5 (labelled the frames)", "licence": "MIT", "commercial_use": True}],
    "intended_use": "Deciding when a customer at the kiosk, who agreed to the microphone, is speaking, so that other "
    "models look only at speech.",
    "limits": [
        "The file is float, not int8: a step is so small that int8 weights made it slower (0.13 ms for 0.07 ms).",
        "The labels are another model's (Silero VAD 5), not people's: it shares that model's mistakes.",
        "A voice on a loudspeaker, a television or a second customer counts as speech.",
        "Rooms are simulated. Children, whispering, singing and shops with music were not tested.",
        "The Picovoice sentences carry no speaker: they were held out by clip, so a speaker may be on both sides.",
    ],
    "out_of_scope": ["Telling who speaks or what is said", "Listening without the customer's agreement"],
    "recipe": "python3 training/voice_activity.py all",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("verb", choices=["prepare", "train", "ship", "all", "evaluate"])
    parser.add_argument("--steps", type=int, default=2500, help="of train")
    parser.add_argument("--threads", type=int, default=2, help="of train")
    voice_data.add_paths(parser)
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    corpus = voice_data.load(asked.data, asked.work)
    if asked.verb in ("prepare", "all"):
        for part in (TRAIN, SELECTION):
            label_scenes(corpus, part, asked.data, asked.work)
    if asked.verb in ("train", "all"):
        train(asked.work, asked.steps)
    if asked.verb in ("ship", "all"):
        ship(corpus, asked.data, asked.work, asked.models)
    if asked.verb == "evaluate":
        show(*report(corpus, asked.data, asked.models))


if __name__ == "__main__":
    main()
