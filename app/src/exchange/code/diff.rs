//! What the worker says of two states of the files, read; and as a patch to take along.

use serde_json::Value;

/// One file that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    pub name: String,
    pub fate: Fate,
    pub added: u64,
    pub removed: u64,
    /// Lines that are not told.
    pub left: u64,
    pub hunks: Vec<Hunk>,
}

impl FileChange {
    /// Nobody reads its lines.
    pub fn is_picture(&self) -> bool {
        self.hunks.is_empty() && self.left == 0
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Added,
    Removed,
    Changed,
}

/// Lines that changed, with some around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// The number of its first line before and after, from 1.
    pub before: u64,
    pub after: u64,
    pub lines: Vec<(Sign, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    Same,
    Added,
    Removed,
}

impl Sign {
    pub fn mark(self) -> char {
        match self {
            Self::Same => ' ',
            Self::Added => '+',
            Self::Removed => '-',
        }
    }
}

/// The answer of `portico-worker` read; `None` for what is no such answer.
pub fn changes(json: &str) -> Option<Vec<FileChange>> {
    let answer: Value = serde_json::from_str(json).ok()?;
    answer.get("files")?.as_array()?.iter().map(file).collect()
}

fn file(f: &Value) -> Option<FileChange> {
    let number = |name: &str| f.get(name)?.as_u64();
    Some(FileChange {
        name: f.get("name")?.as_str()?.into(),
        fate: match f.get("change")?.as_str()? {
            "added" => Fate::Added,
            "removed" => Fate::Removed,
            "changed" => Fate::Changed,
            _ => return None,
        },
        added: number("added")?,
        removed: number("removed")?,
        left: number("left")?,
        hunks: f.get("hunks")?.as_array()?.iter().map(hunk).collect::<Option<_>>()?,
    })
}

fn hunk(h: &Value) -> Option<Hunk> {
    let line = |l: &Value| {
        let sign = match l.get(0)?.as_str()? {
            " " => Sign::Same,
            "+" => Sign::Added,
            "-" => Sign::Removed,
            _ => return None,
        };
        Some((sign, l.get(1)?.as_str()?.to_owned()))
    };
    Some(Hunk {
        before: h.get("before")?.as_u64()?,
        after: h.get("after")?.as_u64()?,
        lines: h.get("lines")?.as_array()?.iter().map(line).collect::<Option<_>>()?,
    })
}

/// All of it as a patch that `git apply` and `patch -p1` take; none where lines are not told or none changed. Pictures are not in it.
pub fn patch(files: &[FileChange]) -> Option<String> {
    if files.iter().any(|f| f.left > 0) || files.iter().all(FileChange::is_picture) {
        return None;
    }
    let mut out = String::new();
    for f in files.iter().filter(|f| !f.hunks.is_empty()) {
        let side = |absent: Fate, letter: char| if f.fate == absent { "/dev/null".into() } else { format!("{letter}/{}", f.name) };
        out.push_str(&format!("--- {}\n+++ {}\n", side(Fate::Added, 'a'), side(Fate::Removed, 'b')));
        for h in &f.hunks {
            let count = |not: Sign| h.lines.iter().filter(|(s, _)| *s != not).count();
            // A side without lines stands behind the line before it.
            let range = |first: u64, n: usize| format!("{},{n}", if n == 0 { first.saturating_sub(1) } else { first });
            out.push_str(&format!("@@ -{} +{} @@\n", range(h.before, count(Sign::Added)), range(h.after, count(Sign::Removed))));
            for (sign, line) in &h.lines {
                out.push(sign.mark());
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = r#"{"files": [
        {"name": "a.tf", "change": "changed", "added": 1, "removed": 1, "left": 0, "hunks": [{"before": 1, "after": 1, "lines": [[" ", "x"], ["-", "y"], ["+", "z"]]}]},
        {"name": "b.tf", "change": "added", "added": 1, "removed": 0, "left": 0, "hunks": [{"before": 1, "after": 1, "lines": [["+", "new"]]}]},
        {"name": "diagram.svg", "change": "changed", "added": 0, "removed": 0, "left": 0, "hunks": []}]}"#;

    #[test]
    fn the_answer_of_the_worker_is_read_whole_or_not_at_all() {
        let all = changes(ANSWER).unwrap();
        assert_eq!((all.len(), all[0].fate, all[1].fate, all[0].hunks[0].lines.len()), (3, Fate::Changed, Fate::Added, 3));
        assert_eq!(changes(&ANSWER.replace("\"added\", \"added\"", "\"moved\", \"added\"")), None);
        assert_eq!(changes(&ANSWER.replace("[\"+\", \"z\"]", "[\"?\", \"z\"]")), None);
        assert_eq!(changes("{}"), None);
    }

    #[test]
    fn a_patch_is_what_patch_takes() {
        let patch = patch(&changes(ANSWER).unwrap()).unwrap();
        assert_eq!(patch, "--- a/a.tf\n+++ b/a.tf\n@@ -1,2 +1,2 @@\n x\n-y\n+z\n--- /dev/null\n+++ b/b.tf\n@@ -0,0 +1,1 @@\n+new\n");
        let short = changes(&ANSWER.replacen("\"left\": 0", "\"left\": 4", 1)).unwrap();
        assert_eq!(super::patch(&short), None);
        let picture: Vec<FileChange> = changes(ANSWER).unwrap().into_iter().filter(FileChange::is_picture).collect();
        assert_eq!((picture.len(), super::patch(&picture)), (1, None));
    }
}
