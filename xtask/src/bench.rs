//! `cargo xtask bench`: one table of sizes and times, to compare a change with what was before it.
use crate::run::{cargo, command, output, run as run_command, run_watched, say};
use crate::{Result, build, paths, serve, setup};
use std::path::Path;

type Part = fn() -> Result<Vec<Row>>;

const PARTS: [(&str, Part); 6] =
    [("size", size), ("analysis", analysis), ("policies", policies), ("frames", frames), ("peers", peers), ("edits", edits)];

/// Boxes, about, of the designs that are panned and dragged in.
const BOXES: [usize; 3] = [500, 2000, 5000];

/// What was measured, what came out, and what we aim at (empty where nothing is set).
pub struct Row {
    pub what: String,
    pub value: String,
    pub target: &'static str,
}

/// Measures the parts named in `only`, or all, and prints the table.
pub fn run(only: &[String]) -> Result<()> {
    let known = PARTS.map(|(name, _)| name);
    if let Some(other) = only.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(format!("no part is called `{other}`: there are {}", known.join(", ")));
    }
    let mut rows = Vec::new();
    for (name, part) in PARTS.iter().filter(|(name, _)| only.is_empty() || only.iter().any(|o| o == name)) {
        say(format!("{name}:"));
        rows.extend(part()?);
    }
    println!("\n{:<52} {:>24}   target", "measured", "value");
    for row in &rows {
        println!("{:<52} {:>24}   {}", row.what, row.value, row.target);
    }
    println!("measured {} values", rows.len());
    Ok(())
}

/// The bundle, as it is and as servers send it. Node has both compressors.
fn size() -> Result<Vec<Row>> {
    let node = setup::node::node()?;
    let dist = build::bundle(false)?;
    let files = std::fs::read_dir(&dist).map_err(|e| e.to_string())?.filter_map(|f| f.ok().map(|f| f.path()));
    let mut rows = Vec::new();
    for file in files {
        let kind = file.extension().and_then(|e| e.to_str());
        let stem = file.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
        let (name, target) = match (kind, stem.starts_with("portico-worker")) {
            (Some("wasm"), false) if stem.ends_with("_rest") => ("studio, second part, loaded behind the first picture", ""),
            (Some("wasm"), false) => ("studio, first part", "600 KB after gzip"),
            (Some("wasm"), true) => ("worker, wasm, loaded when first asked for", ""),
            (Some("js"), false) if stem.starts_with("portico-") => ("studio, its JavaScript", ""),
            (Some("js"), true) => ("worker, its JavaScript", ""),
            _ => continue,
        };
        let script = "const b=require('fs').readFileSync(process.argv[1]),z=require('zlib');console.log(b.length,z.gzipSync(b,{level:9}).length,z.brotliCompressSync(b).length)";
        let sizes = output(command(&node).args(["-e", script]).arg(Path::new(&file))).ok_or("Node could not compress the bundle")?;
        for (how, bytes) in ["as it is", "gzip", "brotli"].iter().zip(sizes.split_whitespace()) {
            let kb = bytes.parse::<f64>().map_err(|e| e.to_string())? / 1000.0;
            rows.push(Row {
                what: format!("{name}, {how}"),
                value: format!("{kb:.1} KB"),
                target: if *how == "gzip" { target } else { "" },
            });
        }
    }
    rows.sort_by(|a, b| b.what.cmp(&a.what));
    Ok(rows)
}

/// The engine's work on generated designs, natively and in wasm as the bundle has it.
fn analysis() -> Result<Vec<Row>> {
    let node = setup::node::node()?;
    let tools = setup::bundler()?;
    say("timing natively (a minute; the first time two more to compile)");
    let native = output(cargo().args(["run", "--quiet", "--release", "--package", "portico-tests", "--bin", "bench-native"]))
        .ok_or("the native bench failed: cargo run --release -p portico-tests --bin bench-native")?;
    let mut names: Vec<&str> = Vec::new();
    let mut rows = Vec::new();
    for (name, size, time) in native.lines().filter_map(fields) {
        if !names.contains(&name) {
            names.push(name);
        }
        rows.push(row(name, size, "native", time));
    }
    say("timing in wasm (a minute; the first time two more to compile)");
    run_command(cargo().args([
        "build",
        "--quiet",
        "--profile",
        "release-wasm",
        "--target",
        "wasm32-unknown-unknown",
        "--package",
        "portico-tests",
        "--example",
        "bench-wasm",
    ]))?;
    let built = paths::target().join("wasm32-unknown-unknown/release-wasm/examples/bench_wasm.wasm");
    let small = built.with_extension("opt.wasm");
    let wasm_opt = tools.path.iter().map(|dir| dir.join("wasm-opt")).find(|file| file.exists()).ok_or("wasm-opt is gone")?;
    run_command(command(wasm_opt).arg("-Os").arg(&built).arg("-o").arg(&small))?;
    let script = paths::root().join("tests/benches/wasm.mjs");
    let wasm = output(command(node).arg(script).arg(&small)).ok_or("the wasm bench failed: node tests/benches/wasm.mjs")?;
    for (which, size, time) in wasm.lines().filter_map(fields) {
        match which.parse::<usize>().ok().and_then(|n| names.get(n)) {
            Some(name) => rows.push(row(name, size, "wasm", time)),
            None => rows.push(Row { what: "memory at the end, wasm".into(), value: format!("{time} MB"), target: "under 256 MB" }),
        }
    }
    Ok(rows)
}

/// The policy engine beside Z3 and iam-simulate, on the same questions in one run.
fn policies() -> Result<Vec<Row>> {
    let tools = setup::oracle::policy_tools()?;
    say("timing policies beside Z3 and iam-simulate (a minute; the first time two more to compile)");
    let mut bench = cargo();
    bench.args(["run", "--quiet", "--release", "--package", "portico-tests", "--example", "bench-policy"]).env("POLICY_TOOLS", tools);
    let lines = output(&mut bench).ok_or("the policy bench failed: cargo run --release -p portico-tests --example bench-policy")?;
    let mut rows: Vec<Row> = Vec::new();
    let mut ours = f64::NAN;
    for (name, who, time) in lines.lines().filter_map(fields) {
        let value: f64 = time.parse().map_err(|e| format!("{time}: {e}"))?;
        rows.push(Row { what: format!("{name}, median, {who}"), value: format!("{time} ms"), target: "" });
        if who == "Portico" {
            ours = value;
        } else {
            rows.push(Row { what: format!("{name}, against {who}"), value: format!("{:.0} times", value / ours), target: "" });
        }
    }
    Ok(rows)
}

/// Frames while the mouse pans and drags in the bundle, in a headless Chromium without a GPU.
fn frames() -> Result<Vec<Row>> {
    let designs: Vec<[String; 1]> = BOXES.iter().map(|n| [n.to_string()]).collect();
    let lines = in_browser("frames.mjs", &designs, &[])?;
    let opening = in_browser("opening.mjs", &designs[..1], &[])?;
    Ok(lines.lines().filter_map(frame_rows).flatten().chain(opening.lines().filter_map(opening_row)).collect())
}

/// How soon a design is in the picture: `name|boxes|ms`.
fn opening_row(line: &str) -> Option<Row> {
    let [what, boxes, took] = <[&str; 3]>::try_from(line.split('|').collect::<Vec<_>>()).ok()?;
    Some(Row { what: format!("{boxes} boxes {what}, median of 5"), value: format!("{took} ms"), target: "500 ms" })
}

/// The canvas beside React Flow with as many boxes, in one run: frames, and how much sooner the same moves of the pointer are done.
fn peers() -> Result<Vec<Row>> {
    let page = setup::node::peer()?;
    let (url, _) = serve::start(serve::listen(0)?, page)?;
    let designs: Vec<[String; 1]> = BOXES.iter().map(|n| [n.to_string()]).collect();
    let lines = in_browser("peers.mjs", &designs, &[("PEER_URL", &url)])?;
    let read = |line: &str| {
        let parts: Vec<String> = line.split('|').map(str::to_owned).collect();
        <[String; 6]>::try_from(parts).ok()
    };
    let all: Vec<[String; 6]> = lines.lines().filter_map(read).collect();
    let mut rows = Vec::new();
    for [who, what, boxes, p95, missed, took] in &all {
        let value = format!("{p95} ms, {missed} %, {took} ms");
        rows.push(Row { what: format!("{who}, {what}, {boxes} boxes: p95, missed, 60 moves"), value, target: "" });
        let ours = all.iter().find(|[w, g, n, ..]| w == "Portico" && w != who && g == what && n == boxes);
        let ratio = ours.and_then(|[.., ours]| Some(took.parse::<f64>().ok()? / ours.parse::<f64>().ok()?));
        if let Some(ratio) = ratio {
            let target = if boxes.parse::<usize>().is_ok_and(|n| n > 4_000) { "at least 3" } else { "" };
            rows.push(Row {
                what: format!("throughput of moves, {what}, {boxes} boxes, against React Flow"),
                value: format!("{ratio:.1} times"),
                target,
            });
        }
    }
    Ok(rows)
}

/// How long an edit keeps the page while the Path panel is open, in the bundle, in a headless Chromium.
fn edits() -> Result<Vec<Row>> {
    let lines = in_browser("edits.mjs", &[["1000".to_string(), "resources".to_string()]], &[])?;
    let row = |line: &str| {
        let (what, size, time) = fields(line)?;
        // Its picture comes with the next frame: up to one more than the edit takes.
        let target = match (what.contains("95th percentile"), what.contains("picture")) {
            (true, false) => "under 16 ms",
            (true, true) => "under 33 ms",
            _ => "",
        };
        Some(Row { what: format!("{what}, {size} resources"), value: format!("{time} ms"), target })
    };
    Ok(lines.lines().filter_map(row).collect())
}

/// Runs a script of tests/browser on the bundle, with designs that `bench-design` makes.
fn in_browser<const N: usize>(name: &str, designs: &[[String; N]], more: &[(&str, &str)]) -> Result<String> {
    let node = setup::node::node()?;
    let dir = setup::node::browser_tests()?;
    let chromium = setup::browser::chromium()?;
    let dist = build::bundle(false)?;
    let mut script = command(node);
    script.current_dir(&dir).arg(name);
    let mut lines = String::new();
    say("making designs to draw (the first time two minutes to compile)");
    for args in designs {
        let text = output(cargo().args(["run", "--quiet", "--release", "--package", "portico-tests", "--bin", "bench-design"]).args(args))
            .ok_or("no design was made: cargo run --release -p portico-tests --bin bench-design 500")?;
        let file = paths::target().join(format!("bench-{}.portico.json", args.join("-")));
        std::fs::write(&file, text).map_err(|e| format!("{}: {e}", file.display()))?;
        script.arg(file);
    }
    let (url, _) = serve::start(serve::listen(0)?, dist)?;
    script.envs(more.iter().copied());
    script.env("PORTICO_URL", url).env("PORTICO_CHROMIUM", chromium).env("PORTICO_CHROMIUM_FLAGS", setup::browser::FLAGS.join(" "));
    say("timing in the browser (two minutes)");
    run_watched(&mut script, |line| {
        lines.push_str(line.trim());
        lines.push('\n');
    })?;
    Ok(lines)
}

/// The two rows of a line `name|boxes|p95 ms, longest|missed %`.
fn frame_rows(line: &str) -> Option<[Row; 2]> {
    let (name, boxes, rest) = fields(line)?;
    let (p95, missed) = rest.split_once('|')?;
    let many = boxes.parse::<usize>().unwrap_or_default();
    let target = match name.split(' ').next() {
        Some("drag") if many > 4_000 => "under 10 % missed",
        Some("drag" | "pan") if many > 1_500 => "under 5 % missed",
        _ => "",
    };
    let row = |what: &str, value: String, target| Row { what: format!("{name}, {boxes} boxes, {what}"), value, target };
    Some([row("95th percentile of frames", p95.to_owned(), ""), row("frames missed", format!("{missed} %"), target)])
}

fn fields(line: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = line.split_once('|')?;
    let (size, time) = rest.split_once('|')?;
    Some((name, size, time))
}

/// `time` may have a count behind it: `734.1|1000 classes`.
fn row(name: &str, size: &str, where_: &str, time: &str) -> Row {
    let (time, count) = time.split_once('|').unwrap_or((time, ""));
    let what = name.replace('#', size);
    let target = match (what.as_str(), where_) {
        ("full analysis, 1000 resources", "wasm") => "under 16 ms",
        ("cost and drill, 1000 resources", "native") => "under 5 ms",
        ("cost and drill, 1000 resources", "wasm") => "under 30 ms",
        ("optimise, 100 services", "native") => "under 500 ms",
        ("one question, 1000 resources", "native") => "under 1 ms",
        ("an edit of a rule and one question again, 1000 resources", "native") => "under 1 ms",
        ("load of a snapshot, 10000 interfaces", "native") => "under 2,000 ms",
        ("all pairs, 10000 interfaces", "native") => "under 1,000 ms",
        ("all pairs, 10000 interfaces", "wasm") => "under 3,000 ms",
        ("1000 decisions on three policies", "native") => "under 1 ms",
        ("1000 decisions on three policies", "wasm") => "under 5 ms",
        ("containment of 40 data-perimeter policies", "wasm") => "under 50 ms",
        _ => "",
    };
    let value = if count.is_empty() { format!("{time} ms") } else { format!("{time} ms, {count}") };
    Row { what: format!("{what}, {where_}"), value, target }
}
