//! Prints the save file of a generated design of about so many boxes, `bench-design 2000`, or of just so many resources,
//! `bench-design 1000 resources`.
use portico_core::drawing::Sheet;
use portico_core::interchange::save;
use portico_tests::generated;

fn main() -> Result<(), String> {
    let wanted: usize = std::env::args().nth(1).and_then(|a| a.parse().ok()).ok_or("bench-design BOXES")?;
    let of = |size| generated::design(size).map_err(|e| e.to_string());
    if std::env::args().nth(2).as_deref() == Some("resources") {
        print!("{}", save::write(&of(wanted)?));
        return Ok(());
    }
    // Some resources have several boxes and some none, at a rate that hardly changes with the size.
    let boxes = Sheet::of(&of(wanted)?).boxes().count().max(1);
    let text = save::write(&of(wanted * wanted / boxes)?);
    print!("{text}");
    Ok(())
}
