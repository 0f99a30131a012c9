"""Lines of print, photographed badly: what the reader of numbers is trained on.

Every line follows from its seed. It is printed in one of a hundred typefaces, taken at a random
distance and slant, and spoiled as the corpus spoils pictures: blur, motion, too few pixels,
enlargement, compression, noise, too little and too much light, reflections. Last, it is cut out the
way `src/vision/strip.rs` does it, as imprecisely as lines are found.
"""

import random
import subprocess

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

SYMBOLS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
BLANK, OTHER = 0, len(SYMBOLS) + 1
ROWS, UNIT = 32, 20  # of a straightened line, and of its characters

HAN = (
    "公民身份号码统一社会信用代码名称类型法定代表人注册资本成立日期营业期限住所经营范围姓名性别男女民族汉出生年月日"
    "住址事业单位法人证书有效举办宗旨和业务开资金登记机关编号副本正李王张刘陈杨黄赵周吴徐孙马胡朱郭何高林罗郑梁谢宋唐"
    "省市区县路街镇村组号室有限责任公司科技贸易技术服务咨询软件发展销售依须经批准的项目相关部门方可展动"
)
LABELS = "公民身份号码 统一社会信用代码 代码 号码 注册号 证书编号 统一社会信用代码: 编号：".split()
SPOILED = {
    "not": 2, "blur": 3, "motion": 3, "small": 2, "enlarged": 2, "jpeg": 2, "noise": 2,
    "dark": 1.2, "bright": 1.2, "flat": 1.2, "glare": 1, "several": 3,
}  # fmt: skip


def typefaces():
    """Latin and Chinese ones that this machine has, without ornaments."""
    listed = subprocess.run(["fc-list", "--format", "%{file}\n"], capture_output=True, text=True)
    files = sorted(set(listed.stdout.split()))
    latin = ("Liberation", "DejaVu", "Free", "Roboto", "Lato", "OpenSans", "OCR", "Inconsolata")
    chinese = ("NotoSansCJK", "NotoSerifCJK", "wqy", "uming", "ukai")
    odd = ("Thin", "Hairline", "OCRBL", "OCRBE", "OCRBF", "OCRBX", "OCRBS")
    return [
        [file for file in files if any(n in file for n in names) and not any(n in file for n in odd)]
        for names in (latin, chinese)
    ]


LATIN, CHINESE = typefaces()
_sizes = {}


def typeface(file, size):
    if (file, size) not in _sizes:
        _sizes[file, size] = ImageFont.truetype(file, size)
    return _sizes[file, size]


def some(rng, alphabet, count):
    return "".join(rng.choice(alphabet) for _ in range(count))


def text(rng, is_number=False):
    """An identity number, a credit code, and unless it has to be one of these: another number, a
    date, or words."""
    digits = "0123456789"
    kind = rng.random() * (0.66 if is_number else 1)
    if kind < 0.33:
        line = some(rng, digits, 17) + rng.choice(digits + "X" + digits)
    elif kind < 0.66:
        line = rng.choice(["91", "91", "92", "12", "13", "52", "11"]) + some(rng, digits, 6)
        body = rng.random()
        if body < 0.4:
            line += "MA" + some(rng, SYMBOLS, 7)
        else:
            line += some(rng, digits if body < 0.82 else SYMBOLS, 9)
        line += rng.choice(SYMBOLS)
    elif kind < 0.8:
        line = some(rng, SYMBOLS, rng.randint(4, 18))
    elif kind < 0.88:
        line = some(rng, digits, rng.randint(1, 4)) + rng.choice("年月日.-人")
        line += some(rng, digits, rng.randint(1, 8)) + rng.choice(["", "日", "年"])
    else:
        line = some(rng, HAN, rng.randint(2, 14))
    if kind < 0.8 and rng.random() < 0.4:
        label = rng.choice(LABELS)[-rng.randint(1, 9) :]
        line = label + rng.choice([" ", "  ", "   ", ""]) + line
    return line


def printed(rng, line):
    """Ink from 0 to 1, the classes that should be read, the digits' height, and the line's box."""
    chinese = rng.choice(CHINESE)
    latin = chinese if rng.random() < 0.5 else rng.choice(LATIN)
    size = rng.choice([56, 60, 64])
    faces = {True: typeface(latin, size), False: typeface(chinese, size)}
    top, bottom = faces[True].getbbox("0")[1::2]
    height = bottom - top
    tracking = rng.choice([0, 0, 0.05, 0.1, 0.15, 0.25]) * height * rng.random() * 1.3
    stroke = 2 if rng.random() < 0.1 else rng.choice([0, 0, 0, 1])
    places, classes, x = [], [], 0
    for character in line:
        face = faces[ord(character) < 128]
        places.append((x, character, face))
        x += face.getlength(character) + tracking
        if character != " ":
            known = SYMBOLS.find(character)
            which = known + 1 if known >= 0 else OTHER
            if which != OTHER or classes[-1:] != [OTHER]:
                classes.append(which)
    margin = int(height * 1.6)
    sheet = Image.new("L", (int(x) + 8 + 2 * margin, int(height * 3.2)), 0)
    draw = ImageDraw.Draw(sheet)
    baseline = int(height * 1.1)
    for x_at, character, face in places:
        up = face.getbbox("0")[1]
        draw.text(
            (margin + x_at, baseline - up), character, fill=255, font=face,
            stroke_width=stroke if face is faces[True] else 0,
        )  # fmt: skip
    for side in (-1, 1):  # the lines above and below reach in
        if rng.random() < 0.35:
            gap = rng.uniform(0.35, 1.2) * height
            words = some(rng, HAN + "0123456789" * 8, rng.randint(3, 16))
            face = typeface(chinese, int(size * rng.uniform(0.6, 1.1)))
            above, below = face.getbbox("国")[1::2]
            y = baseline - gap - below if side < 0 else baseline + height + gap - above
            draw.text((margin + rng.uniform(-0.7, 0.42) * x, int(y)), words, fill=255, font=face)
    # Where each character begins, and the last one ends.
    ends = [margin + x_at for x_at, _, _ in places] + [margin + x - tracking]
    return np.asarray(sheet, np.float32) / 255, classes, height, ends


def moved(picture, length, angle):
    side = int(np.ceil(length)) | 1
    if side < 3:
        return picture
    kernel, middle = np.zeros((side, side), np.float32), side // 2
    for t in np.linspace(-0.5, 0.5, 8 * side):
        x, y = middle + np.cos(angle) * length * t, middle + np.sin(angle) * length * t
        column, row = int(np.floor(x)), int(np.floor(y))
        for dx, dy in ((0, 0), (1, 0), (0, 1), (1, 1)):
            if 0 <= column + dx < side and 0 <= row + dy < side:
                kernel[row + dy, column + dx] += (1 - abs(x - column - dx)) * (1 - abs(y - row - dy))
    return cv2.filter2D(picture, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE)


def as_jpeg(rng, picture, quality):
    left, top = rng.randint(0, 7), rng.randint(0, 7)
    framed = cv2.copyMakeBorder(picture, top, 0, left, 0, cv2.BORDER_REPLICATE)
    file = cv2.imencode(".jpg", framed, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return cv2.imdecode(file, cv2.IMREAD_GRAYSCALE)[top:, left:]


def photographed(rng, noise, line):
    """Levels of a picture, the classes to be read in it, the digits' height, and corners: those of
    the part of the line that starts at each character."""
    ink, classes, printed_height, ends = printed(rng, line)
    how = rng.choices(list(SPOILED), SPOILED.values())[0]
    several = how == "several"
    height = np.exp(rng.uniform(np.log(9), np.log(32)))
    if how == "small":
        height = rng.uniform(2.8, 9)
    elif several:
        height = np.exp(rng.uniform(np.log(4.5), np.log(28)))
    enlarged = 1
    if how == "enlarged" or several and rng.random() < 0.2:
        enlarged, height = rng.uniform(1.5, 6), rng.uniform(3, 12)

    # Distance and slant.
    zoom = height / printed_height
    aspect = rng.uniform(0.88, 1.12) if rng.random() < 0.5 else 1
    if rng.random() < 0.35:
        aspect = np.exp(rng.uniform(np.log(0.62), np.log(1.5)))
    shear = rng.gauss(0, 0.03) if rng.random() < 0.7 else rng.uniform(-0.4, 0.4)
    turn = np.sin(rng.gauss(0, 0.012))
    wide, high = int(ink.shape[1] * zoom * aspect) + 2, int(ink.shape[0] * zoom) + 2
    view = np.array([[zoom * aspect, shear * zoom, 0], [turn * zoom * aspect, zoom, 0]], np.float32)
    center = np.array([0, printed_height * 1.6])
    view[:, 2] = [1 + rng.random(), 1 + rng.random()] - view[:, :2] @ center + center * zoom
    ink = cv2.GaussianBlur(ink, (0, 0), max(0.36 / zoom, 0.01))
    ink = cv2.warpAffine(ink, view, (wide, high), flags=cv2.INTER_LINEAR)
    top, bottom = printed_height * np.array([1.1, 2.1])
    corners = np.array(
        [[[at, top], [ends[-1], top], [ends[-1], bottom], [at, bottom]] for at in ends[:-1]]
    )
    corners = corners @ view[:, :2].T + view[:, 2]

    # Paper, light and lens.
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    paper = np.full((high, wide), rng.uniform(0.55, 0.97), np.float32)
    paper *= 1 + rng.uniform(-0.15, 0.15) * (x / wide - 0.5) + rng.uniform(-0.06, 0.06) * (y / high - 0.5)
    if rng.random() < 0.5:
        period, angle = height * rng.uniform(0.25, 1.2), rng.uniform(0, 6.3)
        wave = np.sin(x / height * rng.uniform(0.2, 1.5)) * height * 0.3
        guilloche = np.sin((x * np.cos(angle) + y * np.sin(angle) + wave) / period * 6.28)
        paper += rng.uniform(0, 0.05) * guilloche
    if rng.random() < 0.3:
        grain = noise.randn(high, wide).astype(np.float32)
        paper += cv2.GaussianBlur(grain, (0, 0), max(0.5, height * 0.15)) * rng.uniform(0, 0.05)
    light = paper * (1 + (rng.uniform(0.03, 0.35) - 1) * ink * rng.uniform(0.85, 1))
    if how == "blur" or several and rng.random() < 0.6:
        sigma = height * rng.uniform(0.03, 0.28) * (0.7 if several else 1)
    else:
        sigma = rng.uniform(0, 0.7)
    light = cv2.GaussianBlur(light, (0, 0), max(0.01, sigma))
    if how == "motion" or several and rng.random() < 0.35:
        length = height * rng.uniform(0.15, 1.05) * (0.6 if several else 1)
        light = moved(light, length, rng.uniform(0, np.pi))
    if how == "glare":
        at, radius = rng.uniform(0, wide), rng.uniform(0.5, 8) * height
        distance = (x - at) ** 2 + (y - high * rng.uniform(0, 1)) ** 2
        light = light + rng.uniform(0.2, 1.4) * np.exp(-distance / (2 * radius * radius))
    if how == "bright":
        light = light * rng.uniform(1.5, 8) ** 0.6

    # Sensor and file.
    levels = light * 255
    if how == "dark" or several and rng.random() < 0.15:
        levels = levels * np.exp(rng.uniform(np.log(0.02), np.log(0.6)))
        levels += noise.randn(high, wide) * rng.uniform(0.3, 3)
    if how == "flat" or several and rng.random() < 0.15:
        contrast = np.exp(rng.uniform(np.log(0.012), np.log(0.4)))
        levels = (levels - levels.mean()) * contrast + rng.uniform(60, 200)
        levels += noise.randn(high, wide) * rng.uniform(0.2, 2.5)
    grain = noise.randn(high, wide).astype(np.float32)
    if rng.random() < 0.5:
        grain = cv2.GaussianBlur(grain, (0, 0), rng.uniform(0.4, 0.9))
        grain /= grain.std() + 1e-6
    if how == "noise":
        strength = rng.uniform(15, 150)
    elif several and rng.random() < 0.3:
        strength = np.exp(rng.uniform(np.log(4), np.log(60)))
    else:
        strength = rng.uniform(0, 4)
    levels = np.clip(levels + grain * strength, 0, 255).astype(np.uint8)
    quality = rng.randint(55, 96)
    if how == "jpeg":
        quality = rng.randint(2, 18)
    elif several and rng.random() < 0.4:
        quality = rng.randint(8, 60)
    if rng.random() < 0.9:
        levels = as_jpeg(rng, levels, quality)
    if enlarged != 1:
        kernels = [cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_LANCZOS4, cv2.INTER_NEAREST]
        levels = cv2.resize(levels, None, fx=enlarged, fy=enlarged, interpolation=rng.choice(kernels))
        corners, height = corners * enlarged, height * enlarged
        if rng.random() < 0.7:
            levels = as_jpeg(rng, levels, rng.randint(60, 95))
    return levels, classes, height, corners


def found(rng, levels, corners, height):
    """The line cut out as it is found: not exactly."""
    believed = height * np.clip(np.exp(rng.gauss(0, 0.13)), 0.72, 1.4)
    angle, middle = rng.gauss(0, 0.01), corners.mean(0)
    cosine, sine = np.cos(angle), np.sin(angle)
    corners = (corners - middle) @ np.array([[cosine, sine], [-sine, cosine]]) + middle
    corners[:, 1] += rng.gauss(0, 0.09) * height
    margins = rng.uniform(0.25, 1.5), rng.uniform(0.25, 1.5)
    return normalized(straightened(levels, corners, believed, margins))


def sample(seed):
    """A straightened line with mean 0 and deviation 1, and the classes to be read in it."""
    rng, noise = random.Random(seed), np.random.RandomState(seed & 0x7FFFFFFF)
    levels, classes, height, corners = photographed(rng, noise, text(rng))
    return found(rng, levels, corners[0], height), classes


def straightened(luma, corners, height, margins):
    """`strip::straighten`: corners from the start of the upper edge, margins in heights."""
    above, below = corners[:2], corners[3:1:-1]
    along = (above[1] - above[0] + below[1] - below[0]) / 2
    length = np.linalg.norm(along)
    right = along / max(length, 1e-6)
    down = np.array([-right[1], right[0]])
    step = height / UNIT
    columns = int((length / height + sum(margins)) * UNIT)
    origin = corners.mean(0) - right * (length / 2 + margins[0] * height) - down * (ROWS / 2 * step)
    parts = int(np.clip(np.ceil(step), 1, 4))
    luma = luma.astype(np.float32)
    column, row = np.meshgrid(np.arange(columns), np.arange(ROWS))
    total = np.zeros((ROWS, columns), np.float32)
    for dx in range(parts):
        for dy in range(parts):
            x, y = (column + (dx + 0.5) / parts) * step, (row + (dy + 0.5) / parts) * step
            at = [origin[i] + right[i] * x + down[i] * y - 0.5 for i in (0, 1)]
            at = [axis.astype(np.float32) for axis in at]
            total += cv2.remap(luma, *at, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return total / (parts * parts)


def normalized(levels):
    return (levels - levels.mean()) / (levels.std() + 1)
