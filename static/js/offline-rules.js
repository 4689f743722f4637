// What the device reckons alone: check characters and promises, by the same rules as the server.
// The tests run this file beside the Python rules and demand the same answers.
"use strict";

const OfflineRules = (() => {
  const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const DAY = 86400000;
  const VIETNAM = 7 * 3600000; // no summer time since 1975

  function fold(text) {
    return text.toLowerCase().replace(/đ/g, "d").normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  }

  // ISO 7064 MOD 37,36.
  function checkCharacter(body) {
    let carry = 36;
    for (const char of fold(body).toUpperCase()) {
      const value = SIGNS.indexOf(char);
      if (value >= 0) carry = (((carry + value) % 36 || 36) * 2) % 37;
    }
    return SIGNS[(37 - carry) % 36];
  }

  function requestCode(unit, year, number) {
    const body = `${unit}-${String(year % 100).padStart(2, "0")}-${String(number).padStart(5, "0")}`;
    return `${body}-${checkCharacter(body)}`;
  }

  function shortCode(code) {
    return code.split("-").slice(-3).join("-");
  }

  // A moment as Vietnam's clocks show it, whatever zone the device is set to: {day: "2026-11-20", time: milliseconds}.
  function local(moment) {
    const shifted = moment + VIETNAM;
    return { day: new Date(shifted).toISOString().slice(0, 10), time: ((shifted % DAY) + DAY) % DAY };
  }

  function hour(text) {
    const [hours, minutes, seconds] = text.split(":").map(Number);
    return ((hours * 60 + minutes) * 60 + (seconds || 0)) * 1000;
  }

  function next(day) {
    return new Date(Date.parse(`${day}T00:00:00Z`) + DAY).toISOString().slice(0, 10);
  }

  // 0 is Monday.
  function weekdayOf(day) {
    return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  }

  class Gap extends Error {}

  function look(calendar, day) {
    if (day < calendar.first || day > calendar.last || !calendar.years.includes(Number(day.slice(0, 4)))) {
      throw new Gap(day);
    }
    const special = calendar.special[day];
    if (special) return { date: day, counted: special[0], reason: special[1], words: special[2] };
    const number = weekdayOf(day);
    if (number === 5) return { date: day, counted: false, reason: "saturday" };
    if (number === 6) return { date: day, counted: false, reason: "sunday" };
    return { date: day, counted: true, reason: "working-day" };
  }

  function closes(calendar, day) {
    const row = calendar.hours.find((hours) => hours.start <= day && (hours.end === null || day < hours.end));
    if (!row) throw new Gap(day);
    return hour(row.closes);
  }

  // The promise of a request without pauses: {due, days}. Throws Gap where the calendar ends.
  function promise(term, cutoff, moment, calendar) {
    const received = local(moment);
    const days = [];
    let day = received.day;
    if (look(calendar, day).counted && received.time > closes(calendar, day)) {
      days.push({ date: day, counted: false, reason: "outside-hours" });
      day = next(day);
    }
    for (let seen = look(calendar, day); !seen.counted; seen = look(calendar, day)) {
      days.push(seen);
      day = next(day);
    }
    let left = term || 1;
    if (term) {
      days.push({ date: day, counted: false, reason: "event-day" });
      day = next(day);
    } else if (cutoff && received.day === day && received.time > hour(cutoff)) {
      days.push({ date: day, counted: false, reason: "outside-hours", hour: cutoff.slice(0, 5) });
      day = next(day);
    }
    for (;;) {
      const seen = look(calendar, day);
      days.push(seen);
      if (seen.counted) left -= 1;
      if (left === 0) return { due: day, days };
      day = next(day);
    }
  }

  function fill(text, values) {
    return text.replace(/%\((\w+)\)s/g, (whole, name) => (name in values ? values[name] : whole));
  }

  function shortDay(day) {
    return `${day.slice(8)}/${day.slice(5, 7)}`;
  }

  function longDay(day, words) {
    return `${words.weekdays[weekdayOf(day)]} ${shortDay(day)}/${day.slice(0, 4)}`;
  }

  function briefly(day, words) {
    if (day.reason === "saturday") return words.saturday;
    if (day.reason === "sunday") return words.sunday;
    if (day.reason === "outside-hours") return day.hour ? fill(words.outside_hour, { hour: day.hour }) : words.outside;
    return day.words;
  }

  // The sentence on the receipt: the day and why.
  function explain(promised, words) {
    const event = promised.days.find((day) => day.reason === "event-day");
    const counted = promised.days.filter((day) => day.counted);
    const skipped = promised.days.filter((day) => !day.counted && day.reason !== "event-day");
    const sentence = event ? words.counted : skipped.length ? words.in_day : words.same_day;
    const values = {
      due: longDay(promised.due, words),
      start: longDay((event || promised.days[0]).date, words),
      count: counted.length,
      days: counted.map((day) => shortDay(day.date)).join(", "),
      skipped: skipped.map((day) => `${shortDay(day.date)} (${briefly(day, words)})`).join("; "),
    };
    values.sentence = fill(sentence, values);
    return skipped.length ? fill(words.skipped, values) : values.sentence;
  }

  // The version of a procedure on a day of the pack, and its term on a route (null: no such).
  function versionOn(procedures, code, day) {
    return procedures.filter((row) => row.code === code && row.from <= day && (row.to === null || day < row.to)).pop() || null;
  }

  function termOf(version, route) {
    const term = version.terms[route || "any"];
    return term === undefined ? (version.terms.any === undefined ? null : version.terms.any) : term;
  }

  // 128 random bits as 22 signs for an address.
  function newToken() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  return { checkCharacter, requestCode, shortCode, local, promise, explain, fill, longDay, versionOn, termOf, newToken, newId, Gap };
})();
