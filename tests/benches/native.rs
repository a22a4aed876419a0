//! Times the work natively: a line `name|size|milliseconds`, or `name|size|milliseconds|count` for each, the median of several runs. Arguments are parts of names, such
//! as `analysis, 1000`, to time alone.
use portico_tests::work::WORK;
use std::time::{Duration, Instant};

fn main() {
    let only: Vec<String> = std::env::args().skip(1).collect();
    for work in WORK {
        let wanted = |size: &usize| only.is_empty() || only.iter().any(|o| work.name.replace('#', &size.to_string()).contains(o.as_str()));
        for size in work.sizes.iter().filter(|size| wanted(size)) {
            let prepared = work.prepare(*size).unwrap_or_else(|e| panic!("{e}"));
            let time = median(|| (work.run)(&prepared)).as_secs_f64() * 1000.0;
            match work.counts {
                "" => println!("{}|{size}|{time:.3}", work.name),
                what => println!("{}|{size}|{time:.3}|{} {what}", work.name, (work.run)(&prepared)),
            }
        }
    }
}

fn median(work: impl Fn() -> usize) -> Duration {
    let began = Instant::now();
    let mut times = Vec::new();
    while times.len() < 3 || (times.len() < 200 && began.elapsed() < Duration::from_secs(1)) {
        let start = Instant::now();
        std::hint::black_box(work());
        times.push(start.elapsed());
    }
    times.sort();
    times[times.len() / 2]
}
