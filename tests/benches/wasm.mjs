// node wasm.mjs FILE SIZE…: times the work in wasm, in the engine that Chromium has too: lines `which|resources|milliseconds`.
import { readFile } from "node:fs/promises";

const [file, ...sizes] = process.argv.slice(2);
const { instance } = await WebAssembly.instantiate(await readFile(file), {});
const { prepare, count, work } = instance.exports;
for (const size of sizes.map(Number)) {
  if (prepare(size) !== size) throw new Error(`no design of ${size} resources`);
  for (let which = 0; which < count(); which++) {
    const times = [];
    const began = performance.now();
    while (times.length < 5 || (times.length < 200 && performance.now() - began < 1000)) {
      const start = performance.now();
      work(which);
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    console.log(`${which}|${size}|${times[times.length >> 1].toFixed(3)}`);
  }
}
