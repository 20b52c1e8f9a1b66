//! Counts that are known by arithmetic or by brute force, ends that are known by reason.

use schedule::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use schedule::sync::{Arc, Barrier, Condvar, Mutex, RwLock, mpsc};
use schedule::{
    End, Limits, Outcome, Tree, Way, count, explore, hint, println, replay, task, thread,
};

/// Steps of the two threads who print three lines each.
fn three_prints_each() {
    thread::scope(|s| {
        for name in ["a", "b"] {
            s.spawn(move || (1..=3).for_each(|n| println!("{name}{n}")));
        }
    });
}

fn lost_update() {
    let count = AtomicU32::new(0).__named("count");
    thread::scope(|s| {
        for _ in 0..2 {
            s.spawn(|| {
                let old = count.load(SeqCst);
                count.store(old + 1, SeqCst);
            });
        }
    });
    println!("{}", count.load(SeqCst));
}

fn no_lost_update() {
    let count = Mutex::new(0).__named("count");
    thread::scope(|s| {
        for _ in 0..3 {
            s.spawn(|| *count.lock().unwrap() += 1);
        }
    });
    println!("{}", count.lock().unwrap());
}

fn deadlock() {
    let a = Mutex::new(0).__named("a");
    let b = Mutex::new(0).__named("b");
    thread::scope(|s| {
        s.spawn(|| {
            let _a = a.lock().unwrap();
            let _b = b.lock().unwrap();
        });
        s.spawn(|| {
            let _b = b.lock().unwrap();
            let _a = a.lock().unwrap();
        });
    });
    println!("done");
}

fn messages() {
    let (sender, receiver) = mpsc::channel();
    let other = sender.clone();
    let one = thread::spawn(move || (1..=2).for_each(|n| sender.send(n).unwrap()));
    let two = thread::spawn(move || (3..=4).for_each(|n| other.send(n).unwrap()));
    let got: Vec<i32> = receiver.into_iter().collect();
    one.join().unwrap();
    two.join().unwrap();
    println!("{got:?}");
}

fn a_condition() {
    let pair = Arc::new((
        Mutex::new(false).__named("ready"),
        Condvar::new().__named("changed"),
    ));
    let theirs = pair.clone();
    let waiter = thread::spawn(move || {
        let (ready, changed) = &*theirs;
        let guard = changed.wait_while(ready.lock().unwrap(), |ready| !*ready);
        println!("ready: {}", *guard.unwrap());
    });
    *pair.0.lock().unwrap() = true;
    pair.1.notify_one();
    waiter.join().unwrap();
}

/// The notification comes before the wait, or after it.
fn a_lost_wake_up() {
    let pair = Arc::new((
        Mutex::new(()).__named("lock"),
        Condvar::new().__named("bell"),
    ));
    let theirs = pair.clone();
    let waiter = thread::spawn(move || drop(theirs.1.wait(theirs.0.lock().unwrap())));
    pair.1.notify_one();
    waiter.join().unwrap();
}

fn a_barrier() {
    let barrier = Barrier::new(2).__named("barrier");
    thread::scope(|s| {
        for name in ["a", "b"] {
            let barrier = &barrier;
            s.spawn(move || {
                println!("{name} before");
                barrier.wait();
                println!("{name} after");
            });
        }
    });
}

/// A writer between two reads of one thread.
fn two_reads() {
    let lock = RwLock::new(0).__named("lock");
    thread::scope(|s| {
        s.spawn(|| {
            let first = lock.read().unwrap();
            println!("{}", *first + *lock.read().unwrap());
        });
        s.spawn(|| *lock.write().unwrap() += 1);
    });
}

fn a_panic() {
    let count = Arc::new(Mutex::new(0).__named("count"));
    let theirs = count.clone();
    let bad = thread::spawn(move || {
        let _guard = theirs.lock().unwrap();
        panic!("no");
    });
    println!("poisoned: {}", count.lock().is_err());
    println!("panicked: {}", bad.join().is_err());
}

fn main_leaves() {
    drop(thread::spawn(|| println!("perhaps")));
}

fn tree<R: Outcome + 'static>(program: fn() -> R) -> Tree {
    explore(&Limits::default(), program).unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// How each end is reached by how many orders.
fn ends(ways: &[Way]) -> Vec<(End, &str, u64)> {
    let ends = ways.iter();
    ends.map(|way| (way.end, way.output.as_str(), way.orders))
        .collect()
}

#[test]
fn two_threads_of_three_steps_have_twenty_orders() {
    let tree = tree(three_prints_each);
    assert_eq!(tree.orders(), 20);
    assert_eq!(tree.ends.len(), 20);
    // A grid of four by four.
    assert_eq!(tree.states(), 16);
    assert_eq!(tree.longest, 6);
}

#[test]
fn nine_billion_orders_are_counted_in_seven_hundred_states() {
    let counts = || {
        let numbers: Vec<AtomicU32> = (0..3).map(|_| AtomicU32::new(0).__named("n")).collect();
        thread::scope(|s| {
            for number in &numbers {
                s.spawn(|| (0..8).for_each(|_| _ = number.fetch_add(1, SeqCst)));
            }
        });
    };
    let tree = explore(&Limits::default(), counts).unwrap();
    // 24! / (8! · 8! · 8!), and 9 · 9 · 9 places; then `main` ends the program.
    assert_eq!(tree.orders(), 9_465_511_770);
    assert!((729..=731).contains(&tree.states()), "{}", tree.states());
}

#[test]
fn an_update_is_lost_in_four_of_six_orders() {
    let tree = tree(lost_update);
    let expected = [(End::Done, "1\n", 4), (End::Done, "2\n", 2)];
    assert_eq!(ends(&tree.ends), expected);
}

#[test]
fn with_a_lock_no_update_is_lost() {
    let tree = tree(no_lost_update);
    assert_eq!(tree.ends.len(), 1);
    assert_eq!(tree.ends[0].output, "3\n");
}

#[test]
fn two_locks_in_two_orders_end_in_a_deadlock_that_says_who_holds_what() {
    let tree = tree(deadlock);
    let deadlock: Vec<&Way> = tree
        .ends
        .iter()
        .filter(|way| way.end == End::Deadlock)
        .collect();
    assert_eq!(deadlock.len(), 1);
    assert_eq!(deadlock[0].order.len(), 2);
    let kept = tree.to_json().to_string();
    for reason in [
        "waits for b, which thread 2 holds",
        "waits for a, which thread 1 holds",
    ] {
        assert!(kept.contains(reason), "{kept}");
    }
}

#[test]
fn counts_are_those_of_brute_force() {
    let programs: [(&str, fn()); 11] = [
        ("three_prints_each", three_prints_each),
        ("lost_update", lost_update),
        ("no_lost_update", no_lost_update),
        ("deadlock", deadlock),
        ("messages", messages),
        ("a_condition", a_condition),
        ("a_lost_wake_up", a_lost_wake_up),
        ("a_barrier", a_barrier),
        ("two_reads", two_reads),
        ("a_panic", a_panic),
        ("main_leaves", main_leaves),
    ];
    let limits = Limits {
        states: 500_000,
        time: std::time::Duration::from_secs(120),
        ..Limits::default()
    };
    for (name, program) in programs {
        let (every, runs) =
            count(&limits, program).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
        let tree = tree(program);
        assert_eq!(ends(&tree.ends), ends(&every), "{name}");
        assert_eq!(tree.orders(), runs, "{name}");
        assert!(tree.runs <= runs, "{name}");
    }
}

#[test]
fn the_order_that_is_shown_leads_to_its_end() {
    let programs: [fn(); 6] = [
        lost_update,
        deadlock,
        messages,
        a_lost_wake_up,
        a_panic,
        main_leaves,
    ];
    for program in programs {
        for way in tree(program).ends {
            let replayed = replay(way.order.clone(), program).unwrap();
            assert_eq!(replayed.end, Some(way.end));
            assert_eq!(replayed.output, way.output);
        }
    }
}

#[test]
fn an_order_that_does_not_exist_is_refused_with_the_step() {
    let wrong = replay(vec![1, 1, 1], lost_update).unwrap_err();
    assert_eq!(wrong, "after 2 steps, thread 1 can't go");
    let wrong = replay(vec![7], lost_update).unwrap_err();
    assert_eq!(wrong, "after 0 steps, thread 7 can't go");
}

#[test]
fn a_notification_before_the_wait_is_lost() {
    let tree = tree(a_lost_wake_up);
    let ends: Vec<End> = tree.ends.iter().map(|way| way.end).collect();
    assert_eq!(ends, [End::Done, End::Deadlock]);
}

#[test]
fn a_writer_between_two_reads_of_one_thread_is_a_deadlock() {
    let tree = tree(two_reads);
    let outputs: Vec<(End, &str)> = tree
        .ends
        .iter()
        .map(|way| (way.end, way.output.as_str()))
        .collect();
    let expected = [(End::Done, "0\n"), (End::Done, "2\n"), (End::Deadlock, "")];
    assert_eq!(outputs.len(), 3);
    assert!(
        expected.iter().all(|end| outputs.contains(end)),
        "{outputs:?}"
    );
    let kept = tree.to_json().to_string();
    assert!(
        kept.contains("waits for lock, which thread 2 waits for to write"),
        "{kept}"
    );
}

#[test]
fn a_panic_ends_its_thread_and_poisons_what_it_holds() {
    let tree = tree(a_panic);
    let outputs: Vec<&str> = tree.ends.iter().map(|way| way.output.as_str()).collect();
    assert_eq!(tree.ends.len(), 2, "{outputs:?}");
    for output in outputs {
        assert!(output.contains(": no\n"), "{output}");
        assert!(output.ends_with("panicked: true\n"), "{output}");
    }
}

#[test]
fn main_ends_the_other_threads() {
    let outputs: Vec<String> = tree(main_leaves)
        .ends
        .into_iter()
        .map(|way| way.output)
        .collect();
    assert_eq!(outputs, ["", "perhaps\n"]);
}

#[test]
fn an_order_that_does_not_end_says_so_and_how_far_it_came() {
    let spins = || {
        let flag = AtomicBool::new(false).__named("flag");
        thread::scope(|s| {
            s.spawn(|| while !flag.load(SeqCst) {});
            s.spawn(|| flag.store(true, SeqCst));
        });
    };
    let limits = Limits {
        steps: 30,
        ..Limits::default()
    };
    let tree = explore(&limits, spins).unwrap();
    let cut: Vec<&Way> = tree.ends.iter().filter(|w| w.end == End::Cut).collect();
    assert_eq!(cut.len(), 1);
    assert_eq!(cut[0].order.len(), 30);
    assert_eq!(tree.longest, 30);
}

#[test]
fn a_program_with_too_many_states_is_refused_with_how_far_it_came() {
    let limits = Limits {
        states: 10,
        ..Limits::default()
    };
    let wrong = explore(&limits, three_prints_each).unwrap_err();
    assert!(
        wrong.starts_with("more than 10 states: ") && wrong.ends_with("11 states found"),
        "{wrong}"
    );
}

#[test]
fn what_does_not_depend_on_the_order_alone_is_noticed() {
    let changes = || {
        static CALLS: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let calls = CALLS.fetch_add(1, SeqCst);
        thread::scope(|s| {
            s.spawn(|| println!("one"));
            s.spawn(move || {
                if calls.is_multiple_of(2) {
                    hint::spin_loop();
                }
                println!("two");
            });
        });
    };
    let wrong = explore(&Limits::default(), changes).unwrap_err();
    assert!(wrong.contains("something but the order decides"), "{wrong}");
}

#[test]
fn a_static_is_as_new_in_each_order() {
    static COUNT: AtomicU32 = AtomicU32::new(5).__static("COUNT");
    static TOTAL: Mutex<Vec<u32>> = Mutex::new(Vec::new()).__static("TOTAL");
    let counts = || {
        let other = thread::spawn(|| {
            COUNT.fetch_add(1, SeqCst);
            TOTAL.lock().unwrap().push(1);
        });
        COUNT.fetch_add(1, SeqCst);
        TOTAL.lock().unwrap().push(2);
        other.join().unwrap();
        let mut total = TOTAL.lock().unwrap().clone();
        total.sort_unstable();
        println!("{} {total:?}", COUNT.load(SeqCst));
    };
    let tree = explore(&Limits::default(), counts).unwrap();
    assert_eq!(tree.ends.len(), 1);
    assert_eq!(tree.ends[0].output, "7 [1, 2]\n");
}

#[test]
fn an_object_without_a_name_is_refused() {
    let wrong = explore(&Limits::default(), || drop(Mutex::new(0).lock())).unwrap_err();
    assert!(wrong.contains("has no name"), "{wrong}");
}

#[test]
fn an_error_of_main_is_an_end_with_its_exit_code() {
    let tree = tree(|| Err::<(), _>("missing"));
    let expected = [(End::Exit(1), "Error: \"missing\"\n", 1)];
    assert_eq!(ends(&tree.ends), expected);
}

/// Two tasks that wait between a load and a store, or do not.
async fn two_tasks(waits: bool) {
    let count = Arc::new(AtomicU32::new(0).__named("count"));
    let tasks: Vec<task::JoinHandle<()>> = (0..2)
        .map(|_| {
            let count = count.clone();
            task::spawn(async move {
                let old = count.load(SeqCst);
                if waits {
                    task::yield_now().await;
                }
                count.store(old + 1, SeqCst);
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    println!("{}", count.load(SeqCst));
}

#[test]
fn a_task_is_interrupted_only_where_it_waits() {
    let outputs = |waits| {
        let tree = explore(&Limits::default(), move || {
            task::as_a_task(two_tasks(waits));
        });
        let ends = tree.unwrap().ends.into_iter();
        ends.map(|way| way.output).collect::<Vec<_>>()
    };
    assert_eq!(outputs(true), ["1\n", "2\n"]);
    assert_eq!(outputs(false), ["2\n"]);
}

#[test]
fn timers_fire_in_the_order_of_their_times() {
    let program = || {
        task::as_a_task(async {
            let slow = task::spawn(async {
                task::sleep(std::time::Duration::from_millis(200)).await;
                println!("slow");
            });
            task::sleep(std::time::Duration::from_millis(100)).await;
            println!("fast");
            slow.await.unwrap();
        });
    };
    let tree = explore(&Limits::default(), program).unwrap();
    assert_eq!(tree.ends.len(), 1);
    assert_eq!(tree.ends[0].output, "fast\nslow\n");
}

#[test]
fn the_order_of_tasks_that_is_shown_leads_to_its_end_and_a_task_that_nothing_wakes_is_a_deadlock() {
    let program = || {
        task::as_a_task(async {
            let forgotten = task::spawn(std::future::pending::<()>());
            assert!(forgotten.await.is_err());
        });
    };
    let tree = explore(&Limits::default(), program).unwrap();
    assert_eq!(tree.ends[0].end, End::Deadlock);
    assert!(
        tree.to_json()
            .to_string()
            .contains("waits for the end of task 1")
    );
    let replayed = replay(tree.ends[0].order.clone(), program).unwrap();
    assert_eq!(replayed.end, Some(End::Deadlock));
    let program = || task::as_a_task(two_tasks(true));
    for way in explore(&Limits::default(), program).unwrap().ends {
        let replayed = replay(way.order.clone(), program).unwrap();
        assert_eq!((replayed.end, replayed.output), (Some(way.end), way.output));
    }
}

#[test]
fn a_task_that_panics_is_an_error_of_its_handle() {
    let program = || {
        task::as_a_task(async {
            let bad = task::spawn(async { panic!("no") });
            println!("{}", bad.await.unwrap_err());
        });
    };
    let tree = explore(&Limits::default(), program).unwrap();
    assert!(
        tree.ends[0].output.ends_with(": no\ntask 1 panicked\n"),
        "{:?}",
        tree.ends
    );
}
