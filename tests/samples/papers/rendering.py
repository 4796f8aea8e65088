"""Puts made papers through scanners, faxes, cameras and stamps: what a desk gets to see of them."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

STAMPS = ("RECEIVED", "FILED", "COPY", "ENTERED", "U.S. DISTRICT COURT", "JUDICIAL WARRANT", "JUDGE")


@dataclass(frozen=True)
class Rendering:
    """A way by which paper becomes an image."""

    name: str
    dpi: int
    skew: float = 0.0  # degrees, at most, either way
    noise: float = 0.0  # standard deviation of grey, out of 255
    specks: int = 0  # dirt, per page
    fax: int = 0  # black and white, so many lines to the inch
    photograph: bool = False
    stamps: int = 0  # pressed on it anywhere, over whatever stands there
    turned: int = 0  # degrees, clockwise
    legible: bool = True


RENDERINGS = (
    Rendering("300 dpi", 300, 0.3, 4),
    Rendering("200 dpi", 200, 0.3, 6),
    Rendering("150 dpi", 150, 0.3, 6),
    Rendering("100 dpi", 100, 0.3, 6),
    Rendering("200 dpi, 4° skew", 200, 4.0, 6),
    Rendering("200 dpi, noise", 200, 0.3, 30, 150),
    Rendering("200 dpi, 2° skew, noise", 200, 2.0, 16, 60),
    Rendering("150 dpi, 1.5° skew, noise", 150, 1.5, 12, 40),
    Rendering("200 dpi, stamped", 200, 0.5, 6, stamps=2),
    Rendering("fax, fine", 204, 0.7, 0, 60, fax=196),
    Rendering("fax, coarse", 204, 0.7, 0, 40, fax=98),
    Rendering("photograph", 200, 1.5, 8, photograph=True),
    Rendering("upside down, 200 dpi", 200, 0.5, 6, turned=180),
    Rendering("on its side, 200 dpi", 200, 0.5, 6, turned=90),
    Rendering("100 dpi, 1° skew, noise", 100, 1.0, 10, 20),
    Rendering("72 dpi, 1° skew, noise", 72, 1.0, 10, 20, legible=False),
)


def images(pdf: bytes, rendering: Rendering, seed: int) -> list[Image.Image]:
    """The pages of a paper as a machine would have seen them."""
    dice = np.random.default_rng(seed)
    document = pypdfium2.PdfDocument(pdf)
    return [
        _seen(page.render(scale=rendering.dpi / 72, grayscale=True).to_pil().convert("L"), rendering, dice)
        for page in document
    ]


def _seen(page: Image.Image, how: Rendering, dice: np.random.Generator) -> Image.Image:
    if how.stamps:
        page = _stamped(page, how.stamps, dice)
    if how.specks:
        _dirty(page, how.specks, dice)
    if how.skew:
        page = page.rotate(dice.uniform(-how.skew, how.skew), resample=Image.Resampling.BICUBIC, fillcolor=255)
    if how.fax:
        page = page.resize((page.width, page.height * how.fax // 204)).point(lambda grey: 255 if grey > 150 else 0)
        return page.resize((page.width, page.height * 204 // how.fax), Image.Resampling.NEAREST)
    if how.photograph:
        page = _photographed(page, dice)
    if how.noise:
        grey = np.asarray(page, np.float32) + dice.normal(0, how.noise, (page.height, page.width)).astype(np.float32)
        page = Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))
    return page.rotate(-how.turned, expand=True) if how.turned else page


def _dirty(page: Image.Image, specks: int, dice: np.random.Generator) -> None:
    draw = ImageDraw.Draw(page)
    for _ in range(specks):
        x, y, r = dice.uniform(0, page.width), dice.uniform(0, page.height), dice.uniform(0.5, page.width / 900)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=int(dice.uniform(0, 120)))


def _stamped(page: Image.Image, count: int, dice: np.random.Generator) -> Image.Image:
    """The words of rubber stamps, aslant and in grey, through which what lies beneath can be seen."""
    font = ImageFont.load_default(size=page.width / 26)
    for words in dice.choice(STAMPS, count, replace=False):
        pad = Image.new("L", (round(page.width * 0.6), round(page.width / 12)), 255)
        draw = ImageDraw.Draw(pad)
        edges = draw.textbbox((12, 6), str(words), font=font)
        draw.text((12, 6), str(words), fill=110, font=font)
        draw.rectangle((2, 2, edges[2] + 10, edges[3] + 8), outline=110, width=max(1, page.width // 400))
        turned = pad.rotate(dice.uniform(-25, 25), expand=True, fillcolor=255)
        whole = Image.new("L", page.size, 255)
        whole.paste(turned, (int(dice.uniform(0, page.width * 0.6)), int(dice.uniform(0, page.height * 0.85))))
        page = ImageChops.darker(page, whole)
    return page


def _photographed(page: Image.Image, dice: np.random.Generator) -> Image.Image:
    """On a table, a little from the side, with uneven light."""
    width, height = page.size
    lean = [float(dice.uniform(0, width * 0.015)) for _ in range(8)]
    corners = (
        -lean[0],
        -lean[1],
        -lean[2],
        height + lean[3],
        width + lean[4],
        height + lean[5],
        width + lean[6],
        -lean[7],
    )
    page = page.transform((width, height), Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=120)
    light = (
        np.linspace(dice.uniform(0.62, 0.8), 1.0, width)[None, :]
        * np.linspace(1.0, dice.uniform(0.75, 0.95), height)[:, None]
    )
    grey = np.asarray(page, np.float32) * light * 0.96
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.7))


def scanned(pages: list[Image.Image], *, dpi: int = 200, form: str = "PDF") -> bytes:
    """Images as one file: a PDF of scans, or one PNG, JPEG or TIFF."""
    kept = io.BytesIO()
    more = {"save_all": True, "append_images": pages[1:]} if form in {"PDF", "TIFF"} and len(pages) > 1 else {}
    pages[0].save(kept, form, resolution=dpi, **more)
    return kept.getvalue()
