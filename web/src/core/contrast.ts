/** Colour arithmetic used to check the design tokens: contrast (WCAG 2.2) and colour-blind distance. */

export type Rgb = readonly [red: number, green: number, blue: number];

/** `#rrggbb` to three numbers in [0, 1]. Throws on anything else. */
export function parseHex(hex: string): Rgb {
  const found = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/iu.exec(hex.trim());
  if (found === null) {
    throw new RangeError(`not a colour: ${hex}`);
  }
  const [, red = "0", green = "0", blue = "0"] = found;
  return [parseInt(red, 16) / 255, parseInt(green, 16) / 255, parseInt(blue, 16) / 255];
}

const linear = (channel: number): number => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);

export function luminance(color: Rgb): number {
  const [red, green, blue] = color;
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** Contrast ratio of WCAG 2.2, from 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

export type Sight = "full" | "protan" | "deutan" | "tritan";

/** Full dichromacy on linear RGB (Machado, Oliveira and Fernandes 2009, severity 1). */
const MATRICES: Readonly<Record<Exclude<Sight, "full">, readonly (readonly [number, number, number])[]>> = {
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function seenLinear(color: Rgb, sight: Sight): Rgb {
  const [r, g, b] = color.map(linear) as unknown as Rgb;
  if (sight === "full") {
    return [r, g, b];
  }
  const clip = (value: number): number => Math.min(1, Math.max(0, value));
  return MATRICES[sight].map(([x, y, z]) => clip(x * r + y * g + z * b)) as unknown as Rgb;
}

/** OKLab of linear RGB (Ottosson 2020). */
function oklab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** Distance of two colours in OKLab × 100 as seen with a given sight; below about 5 they blur. */
export function distance(one: Rgb, other: Rgb, sight: Sight): number {
  const [a, b] = [oklab(seenLinear(one, sight)), oklab(seenLinear(other, sight))];
  return 100 * Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
