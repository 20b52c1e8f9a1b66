//! What the book says of `lease_with`, each sentence held by a run.

observe::runs! {
    sync: "lease_with-sync",
    tokio: "lease_with-tokio",
    async_std: "lease_with-async-std",
}

#[test]
fn the_room_is_closed_on_success_and_on_error() {
    for run in [sync(), tokio(), async_std()] {
        let lines = run.out();
        assert_eq!(
            lines[3..5],
            ["room 7 is swept and given back", "main has Ok(60)"],
            "{}",
            run.name
        );
        assert_eq!(lines[7], "room 7 is swept and given back", "{}", run.name);
        assert!(lines[8].starts_with("main has Err("), "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[sync(), tokio(), async_std()]);
}
