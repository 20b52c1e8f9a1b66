//! Two people each count one coin into a jar, in every order that their steps can have.

use std::collections::BTreeMap;

/// Every order of so many steps of Ann (A) and of Bob (B) that keeps each one's own steps in order.
fn orders(ann: usize, bob: usize) -> Vec<String> {
    if ann == 0 || bob == 0 {
        return vec!["A".repeat(ann) + &"B".repeat(bob)];
    }
    let ann_first = orders(ann - 1, bob)
        .into_iter()
        .map(|rest| format!("A{rest}"));
    let bob_first = orders(ann, bob - 1)
        .into_iter()
        .map(|rest| format!("B{rest}"));
    ann_first.chain(bob_first).collect()
}

/// What the labels of the two jars say in the end. `jars` are the jar of Ann and the jar of Bob.
fn outcome(order: &str, jars: [usize; 2]) -> [u32; 2] {
    let mut labels = [0, 0];
    let mut in_mind = [0, 0];
    let mut steps_done = [0, 0];
    for step in order.chars() {
        let who = if step == 'A' { 0 } else { 1 };
        match steps_done[who] {
            0 => in_mind[who] = labels[jars[who]], // read the label
            1 => in_mind[who] += 1,                // add the coin
            _ => labels[jars[who]] = in_mind[who], // write the label anew
        }
        steps_done[who] += 1;
    }
    labels
}

fn main() {
    let orders = orders(3, 3);
    for (title, jars) in [("a jar each", [0, 1]), ("one jar for both", [0, 0])] {
        let mut outcomes = BTreeMap::new(); // how often each came about
        for order in &orders {
            *outcomes.entry(outcome(order, jars)).or_insert(0) += 1;
        }
        println!("{title}: {} orders, outcomes {outcomes:?}", orders.len());
    }
}
