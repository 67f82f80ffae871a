//! Checks files by a policy, in one process: `rego POLICY SCHEMA FILE…`. A line for each violation;
//! ends with 1 where there is any.

use std::error::Error;
use std::process::ExitCode;

use regorus::{Engine, Value};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [policy, schema, files @ ..] = arguments.as_slice() else {
        return Err("rego POLICY SCHEMA FILE…".into());
    };
    let mut engine = Engine::new();
    engine.add_policy_from_file(policy)?;
    engine.add_data_json(&format!("{{\"schema\": {}}}", std::fs::read_to_string(schema)?))?;
    let mut found = 0;
    for file in files {
        engine.set_input(Value::from_json_file(file)?);
        let violations = engine.eval_rule("data.osimages.violations".to_owned())?;
        for violation in violations.as_set()? {
            println!("{file} {}", violation.as_string()?);
            found += 1;
        }
    }
    Ok(ExitCode::from(u8::from(found > 0)))
}
