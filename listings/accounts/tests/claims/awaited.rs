//! What the book says of `accounts_awaited`, each sentence held by a run.

observe::runs! {
    tokio: "accounts_awaited-tokio",
    async_std: "accounts_awaited-async-std",
}

#[test]
fn no_money_is_lost_where_the_locks_are_awaited() {
    for run in [tokio(), async_std()] {
        assert!(run.success(), "{}: {}", run.name, run.stderr());
        let line = run.out()[0];
        let (made, refused) = line.split_once(" transfers, ").expect(line);
        let refused = refused.strip_suffix(" refused").expect(line);
        let refused: u64 = refused.parse().expect(line);
        assert_eq!(made, "200000", "{}", run.name);
        assert!((60_000..85_000).contains(&refused), "{}: {line}", run.name);
        let right = "200 audits right, 100000 in the end";
        assert_eq!(run.out()[1], right, "{}", run.name);
    }
}

#[test]
fn the_output_is_what_was_recorded() {
    observe::same_as_recorded(&[tokio(), async_std()]);
}
