#![allow(missing_docs, clippy::all, clippy::pedantic, clippy::unwrap_used, clippy::print_stdout)]
use osready::{
    finding::Findings,
    json,
    model::{Found, find, names::vocabulary},
    rules,
    schema::Schema,
};
use std::time::Instant;
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let t0 = Instant::now();
    let bytes = std::fs::read(&path).unwrap();
    let t1 = Instant::now();
    let text = String::from_utf8(bytes).unwrap();
    let t2 = Instant::now();
    let tree = json::read(&text, vocabulary()).unwrap();
    let t3 = Instant::now();
    println!("read {:?} utf8 {:?} parse {:?} nodes {}", t1 - t0, t2 - t1, t3 - t2, tree.len());
    let t = Instant::now();
    let v: serde_json::Value = serde_json::from_str(&text).unwrap();
    println!("serde {:?}", t.elapsed());
    drop(v); }
    let schema = Schema::default();
    for found in find(tree.root().unwrap()) {
        let Found::Response(response) = found else { continue };
        for round in 0..2 {
            let mut all = vec![];
            let t = Instant::now();
            let mut f = Findings::new(&rules::SCHEMA);
            schema.check(&response, &mut f);
            all.push((t.elapsed(), "schema", 0));
            for rule in rules::ALL {
                let Some(check) = rule.check else { continue };
                let t = Instant::now();
                let mut f = Findings::new(rule);
                check(&response, &mut f);
                all.push((t.elapsed(), rule.id, f.into_list().len()));
            }
            let t = Instant::now();
            let rows = osready::readiness::rows(&response, &[], 0, "x");
            all.push((t.elapsed(), "readiness", rows.len()));
            all.sort();
            let sum: std::time::Duration = all.iter().map(|x| x.0).sum();
            println!("round {round} sum {sum:?}");
            for x in all.iter().rev().take(24) {
                println!("  {:?} {} {}", x.0, x.1, x.2);
            }
        }
    }
}
