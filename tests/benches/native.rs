//! Times the work natively: a line `name|resources|milliseconds` for each, the median of several runs.
use portico_core::catalogue::Catalogue;
use portico_tests::{generated, work::WORK};
use std::time::{Duration, Instant};

fn main() {
    for size in std::env::args().skip(1).filter_map(|a| a.parse().ok()) {
        let design = generated::design(size).unwrap_or_else(|e| panic!("{e}"));
        for (name, work) in WORK {
            println!("{name}|{size}|{:.3}", median(|| work(&design, Catalogue::bundled())).as_secs_f64() * 1000.0);
        }
    }
}

fn median(work: impl Fn() -> usize) -> Duration {
    let began = Instant::now();
    let mut times = Vec::new();
    while times.len() < 5 || (times.len() < 200 && began.elapsed() < Duration::from_secs(1)) {
        let start = Instant::now();
        std::hint::black_box(work());
        times.push(start.elapsed());
    }
    times.sort();
    times[times.len() / 2]
}
