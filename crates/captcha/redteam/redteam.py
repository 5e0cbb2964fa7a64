"""Attacks dumped puzzles with what anybody can download, and with a few attacks of our own.

    cargo run --release -p captcha --example dump -- FOLDER 500
    python3 -m venv VENV && VENV/bin/pip install ddddocr opencv-python-headless
    VENV/bin/python crates/captcha/redteam/redteam.py FOLDER
    cargo run --release -p captcha --example referee < FOLDER/trails.tsv

An attack sees the background, the piece and how far down the piece belongs, as a browser does. Printed is how often it
comes within 5 pixels of the place, and how often its guess is one that no puzzle has (left of 60).
"""

import csv
import pathlib
import sys
import time

import cv2
import numpy as np

TOLERANCE = 5


def best(scores, shift=0):
    """The place of the best score among those where a puzzle may have its place."""
    scores = np.array(scores, dtype=float)
    scores[: max(0, 60 - shift)] = -np.inf
    return int(scores.argmax()) + shift


def band(image, y, height):
    """The rows in which the piece belongs."""
    return image[y : y + height]


def row(picture, template, mask=None, method=cv2.TM_CCOEFF_NORMED):
    """Scores along the one row in which the piece belongs."""
    found = cv2.matchTemplate(picture, template, method, mask=mask)[0]
    return np.where(np.isfinite(found), found, -1)


class Dddd:
    """ddddocr as it comes; it looks for the piece anywhere, or only in its rows, as it is or laid on paper."""

    def __init__(self, simple, rows, paper=None):
        import ddddocr

        self.ocr = ddddocr.DdddOcr(det=False, ocr=False, show_ad=False)
        self.simple, self.rows, self.paper = simple, rows, paper

    def __call__(self, background, piece, y):
        picture = band(background, y, piece.shape[0]) if self.rows else background
        if self.paper is not None:
            cover = piece[..., 3:] / 255
            piece = (piece[..., :3] * cover + self.paper * (1 - cover)).astype(np.uint8)
        target = cv2.imencode(".png", piece)[1].tobytes()
        whole = cv2.imencode(".png", picture)[1].tobytes()
        try:
            found = self.ocr.slide_match(target, whole, simple_target=self.simple)
        except Exception:
            return -99
        x = found["target"][0]
        # Version 1.6 tells the middle.
        return x - piece.shape[1] // 2


def edges(low, high, blur):
    """Canny's edges of the picture against the outline of the piece."""

    def attack(background, piece, y):
        grey = cv2.cvtColor(background, cv2.COLOR_BGR2GRAY)
        if blur:
            grey = cv2.GaussianBlur(grey, (0, 0), blur)
        lines = cv2.Canny(grey, low, high)
        outline = cv2.Canny((piece[..., 3] > 127).astype(np.uint8) * 255, 100, 200)
        kernel = np.ones((3, 3), np.uint8)
        return best(row(cv2.dilate(band(lines, y, piece.shape[0]), kernel), cv2.dilate(outline, kernel)))

    return attack


def pixels(background, piece, y):
    """The piece's pixels against the picture's, colours and all."""
    mask = (piece[..., 3] > 200).astype(np.uint8)
    mask = cv2.erode(mask, np.ones((5, 5), np.uint8))
    picture = band(background, y, piece.shape[0])
    return best(row(picture, piece[..., :3].copy(), cv2.merge([mask] * 3)))


def tone(background, piece, y):
    """The piece's shape against where the picture is darker or lighter than its surroundings: either will do."""
    grey = cv2.GaussianBlur(cv2.cvtColor(background, cv2.COLOR_BGR2GRAY).astype(np.float32), (0, 0), 1.5)
    grey -= cv2.GaussianBlur(grey, (0, 0), 25)
    shape = cv2.GaussianBlur(piece[..., 3].astype(np.float32), (0, 0), 1.5)
    return best(np.abs(row(band(grey, y, piece.shape[0]), shape)))


def gradient(background, piece, y):
    """The directions of the picture's slopes against those of the shape's rim, whichever side is darker, weak ones too."""

    def slopes(image, sigma):
        image = cv2.GaussianBlur(image.astype(np.float32), (0, 0), sigma)
        across, down = cv2.Sobel(image, cv2.CV_32F, 1, 0), cv2.Sobel(image, cv2.CV_32F, 0, 1)
        size = np.hypot(across, down) + 4
        # Twice the angle: the same for both directions of a slope.
        angle = 2 * np.arctan2(down, across)
        return size, np.cos(angle), np.sin(angle)

    size, cosine, sine = slopes(cv2.cvtColor(background, cv2.COLOR_BGR2GRAY), 1.5)
    weight, wanted_c, wanted_s = slopes(piece[..., 3], 1.5)
    weight = np.minimum(weight - 4, 200)
    trust = np.sqrt(np.minimum(size, 60))
    high = piece.shape[0]
    scores = [
        cv2.matchTemplate(band(picture * trust, y, high).astype(np.float32), (wanted * weight).astype(np.float32), cv2.TM_CCORR)[0]
        for picture, wanted in ((cosine, wanted_c), (sine, wanted_s))
    ]
    return best(scores[0] + scores[1])


def smoothness(background, piece, y):
    """Where the picture has lost its detail in the shape of the piece, and kept it around."""
    grey = cv2.cvtColor(background, cv2.COLOR_BGR2GRAY).astype(np.float32)
    fine = np.abs(cv2.GaussianBlur(grey, (0, 0), 1.2) - cv2.GaussianBlur(grey, (0, 0), 3))
    fine = cv2.GaussianBlur(np.log(fine + 1), (0, 0), 2)
    return best(-row(band(fine, y, piece.shape[0]), piece[..., 3].astype(np.float32)))


def constant(x, random):
    """The same way in the same time, with the trembling of a timer."""
    count = int(random.integers(25, 80))
    times = np.arange(count + 1) * 16 + random.integers(0, 4, count + 1)
    places = x * np.arange(count + 1) / count + random.uniform(-0.5, 0.5, count + 1)
    return times, places, random.integers(-1, 2, count + 1)


def stepped(x, random):
    """Random steps of a few pixels at random times: what short scripts do."""
    places, times = [0], [0]
    while places[-1] < x:
        places.append(min(x, places[-1] + int(random.integers(2, 8))))
        times.append(times[-1] + int(random.integers(10, 25)))
    return np.array(times), np.array(places), random.integers(-1, 2, len(places))


def accelerated(x, random):
    """Three fifths of the way ever faster, then ever slower: the recipe that is passed around for such puzzles."""
    places, times, speed = [0.0], [0], 0.0
    while places[-1] < x - 0.5 and len(places) < 400:
        speed = max(0.4, speed + (0.25 if places[-1] < 0.6 * x else -0.35))
        places.append(min(x, places[-1] + speed))
        times.append(times[-1] + 16)
    return np.array(times), np.array(places), random.integers(-1, 2, len(places))


def jerk(x, random):
    """The curve of least jerk, trembling: how hands move, as far as two lines of code go."""
    count = int(random.integers(30, 90))
    part = np.arange(count + 1) / count
    places = x * part**3 * (10 - 15 * part + 6 * part**2) + random.normal(0, 0.6, count + 1)
    return np.arange(count + 1) * 16 + random.integers(0, 4, count + 1), places, np.round(random.normal(0, 1, count + 1))


def trails(to, name, place, guess, random):
    """Writes one trail of each sort for a guess."""
    for sort in (constant, stepped, accelerated, jerk):
        times, places, heights = sort(guess, random)
        places = np.round(places)
        places[0], places[-1] = 0, guess
        points = " ".join(f"{t},{x},{y}" for t, x, y in zip(times, places, heights))
        to.write(f"{name}, {sort.__name__}\t{place}\t{guess}\t{points}\n")


def chance(background, piece, y):
    return int(np.random.randint(60, background.shape[1] - piece.shape[1] - 5))


def main():
    folder = pathlib.Path(sys.argv[1])
    rows = list(csv.DictReader((folder / "answers.csv").open()))
    attacks = {
        "knows the place": None,
        "chance": chance,
        "ddddocr slide_match": Dddd(False, False),
        "ddddocr slide_match, simple_target": Dddd(True, False),
        "ddddocr slide_match, in its rows": Dddd(False, True),
        "ddddocr simple_target, in its rows": Dddd(True, True),
        "ddddocr on black, in its rows": Dddd(False, True, 0),
        "ddddocr on white, in its rows": Dddd(False, True, 255),
        "edges, Canny 100-200": edges(100, 200, 0),
        "edges, Canny 20-50 after a blur": edges(20, 50, 1.5),
        "pixels of the piece": pixels,
        "tone in the shape": tone,
        "directions of slopes": gradient,
        "lost detail": smoothness,
    }
    to, random = (folder / "trails.tsv").open("w"), np.random.default_rng(7)
    for name, attack in attacks.items():
        hits, impossible, start = 0, 0, time.time()
        for it in rows:
            background = cv2.imread(str(folder / f"{it['number']}.jpg"))
            piece = cv2.imread(str(folder / f"{it['number']}.png"), cv2.IMREAD_UNCHANGED)
            guess = attack(background, piece, int(it["y"])) if attack else int(it["x"])
            hits += abs(guess - int(it["x"])) <= TOLERANCE
            impossible += guess < 60
            trails(to, name, it["x"], guess, random)
        each = (time.time() - start) * 1000 / len(rows)
        print(f"{name:38} {100 * hits / len(rows):5.1f} % within {TOLERANCE}   {100 * impossible / len(rows):5.1f} % left of 60   {each:.0f} ms")


if __name__ == "__main__":
    main()
