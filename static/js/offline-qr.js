// A QR code of an address, drawn on the device: byte mode, error correction M, versions 3 to 6, mask 0.
"use strict";

const OfflineQr = (() => {
  // version: [error correction signs per block, blocks, data signs in all]
  const SIZES = { 3: [26, 1, 44], 4: [18, 2, 64], 5: [24, 2, 86], 6: [16, 4, 108] };

  function multiply(left, right) {
    let product = 0;
    for (let bit = 7; bit >= 0; bit -= 1) {
      product = (product << 1) ^ ((product >>> 7) * 0x11d);
      if ((right >>> bit) & 1) product ^= left;
    }
    return product & 255;
  }

  function divisor(degree) {
    const result = new Array(degree - 1).fill(0).concat([1]);
    let root = 1;
    for (let step = 0; step < degree; step += 1) {
      for (let place = 0; place < degree; place += 1) {
        result[place] = multiply(result[place], root) ^ (place + 1 < degree ? result[place + 1] : 0);
      }
      root = multiply(root, 2);
    }
    return result;
  }

  function remainder(data, by) {
    const result = new Array(by.length).fill(0);
    for (const sign of data) {
      const factor = sign ^ result.shift();
      result.push(0);
      by.forEach((value, place) => { result[place] ^= multiply(value, factor); });
    }
    return result;
  }

  function signsOf(text, version) {
    const [checks, blocks, room] = SIZES[version];
    const bytes = [...new TextEncoder().encode(text)];
    const bits = [];
    const put = (value, length) => { for (let bit = length - 1; bit >= 0; bit -= 1) bits.push((value >>> bit) & 1); };
    put(4, 4);
    put(bytes.length, 8);
    bytes.forEach((byte) => put(byte, 8));
    put(0, Math.min(4, room * 8 - bits.length));
    while (bits.length % 8) bits.push(0);
    const data = [];
    for (let place = 0; place < bits.length; place += 8) data.push(parseInt(bits.slice(place, place + 8).join(""), 2));
    for (let pad = 0; data.length < room; pad += 1) data.push(pad % 2 ? 17 : 236);
    const size = room / blocks;
    const by = divisor(checks);
    const parts = Array.from({ length: blocks }, (_none, index) => data.slice(index * size, (index + 1) * size));
    const tails = parts.map((part) => remainder(part, by));
    const woven = [];
    for (let place = 0; place < size; place += 1) parts.forEach((part) => woven.push(part[place]));
    for (let place = 0; place < checks; place += 1) tails.forEach((tail) => woven.push(tail[place]));
    return woven;
  }

  // Rows of true (dark) and false; null when the text is too long.
  function matrix(text) {
    const length = new TextEncoder().encode(text).length;
    const version = [3, 4, 5, 6].find((candidate) => length <= SIZES[candidate][2] - 2);
    if (!version) return null;
    const size = version * 4 + 17;
    const dark = Array.from({ length: size }, () => new Array(size).fill(false));
    const fixed = Array.from({ length: size }, () => new Array(size).fill(false));
    const set = (row, column, value) => {
      if (row < 0 || column < 0 || row >= size || column >= size) return;
      dark[row][column] = value;
      fixed[row][column] = true;
    };
    for (let place = 0; place < size; place += 1) { set(6, place, place % 2 === 0); set(place, 6, place % 2 === 0); }
    for (const [top, left] of [[3, 3], [3, size - 4], [size - 4, 3]]) {
      for (let row = -4; row <= 4; row += 1) {
        for (let column = -4; column <= 4; column += 1) {
          const ring = Math.max(Math.abs(row), Math.abs(column));
          set(top + row, left + column, ring !== 2 && ring !== 4);
        }
      }
    }
    for (let row = -2; row <= 2; row += 1) {
      for (let column = -2; column <= 2; column += 1) {
        set(size - 7 + row, size - 7 + column, Math.max(Math.abs(row), Math.abs(column)) !== 1);
      }
    }
    // Format: correction M (00), mask 0 (000), with its own check bits.
    const format = 0x5412;
    const bit = (place) => ((format >>> place) & 1) === 1;
    for (let place = 0; place <= 5; place += 1) set(place, 8, bit(place));
    set(7, 8, bit(6));
    set(8, 8, bit(7));
    set(8, 7, bit(8));
    for (let place = 9; place < 15; place += 1) set(8, 14 - place, bit(place));
    for (let place = 0; place < 8; place += 1) set(8, size - 1 - place, bit(place));
    for (let place = 8; place < 15; place += 1) set(size - 15 + place, 8, bit(place));
    set(size - 8, 8, true);
    const signs = signsOf(text, version);
    let at = 0;
    for (let right = size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5;
      for (let step = 0; step < size; step += 1) {
        const row = ((right + 1) & 2) === 0 ? size - 1 - step : step;
        for (let column = right; column > right - 2; column -= 1) {
          if (fixed[row][column]) continue;
          const value = at < signs.length * 8 && ((signs[at >>> 3] >>> (7 - (at & 7))) & 1) === 1;
          at += 1;
          dark[row][column] = value !== ((row + column) % 2 === 0);
        }
      }
    }
    return dark;
  }

  // An SVG element with the quiet margin of four modules.
  function svg(text, label) {
    const rows = matrix(text);
    if (!rows) return null;
    const name = "http://www.w3.org/2000/svg";
    const picture = document.createElementNS(name, "svg");
    picture.setAttribute("viewBox", `0 0 ${rows.length + 8} ${rows.length + 8}`);
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", label);
    picture.setAttribute("shape-rendering", "crispEdges");
    const path = document.createElementNS(name, "path");
    path.setAttribute("d", rows.map((row, y) => row.map((value, x) => (value ? `M${x + 4} ${y + 4}h1v1h-1z` : "")).join("")).join(""));
    picture.append(path);
    return picture;
  }

  return { matrix, svg };
})();
