// node wasm.mjs FILE: times the work in wasm, in the engine that Chromium has too: lines `which|size|milliseconds`, and the memory at the end.
import { readFile } from "node:fs/promises";

const { instance } = await WebAssembly.instantiate(await readFile(process.argv[2]), {});
const { count, size, prepare, work, memory } = instance.exports;
for (let which = 0; which < count(); which++) {
  for (let nth = 0; size(which, nth) > 0; nth++) {
    const resources = size(which, nth);
    if (prepare(which, resources) !== 1) throw new Error(`no design of size ${resources}`);
    const times = [];
    const began = performance.now();
    while (times.length < 3 || (times.length < 200 && performance.now() - began < 1000)) {
      const start = performance.now();
      work(which);
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    console.log(`${which}|${resources}|${times[times.length >> 1].toFixed(3)}`);
  }
}
console.log(`memory|0|${(memory.buffer.byteLength / 1e6).toFixed(1)}`);
