//! Many pieces of work at a time, their results in the order of the pieces.

use crate::error::Error;

/// Does the work with every number below `count` on `jobs` threads and delivers the results by
/// number, until `deliver` returns `false`.
#[cfg(feature = "parallel")]
pub(crate) fn in_order<T: Send>(
    count: usize,
    jobs: usize,
    work: &(impl Fn(usize) -> T + Sync),
    mut deliver: impl FnMut(T) -> bool,
) -> Result<(), Error> {
    use std::collections::BTreeMap;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;

    let next = AtomicUsize::new(0);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs.max(1))
        .build()
        .map_err(|cause| Error::NoThreads {
            cause: cause.to_string(),
        })?;
    // Room for a few results per thread: a reader that stalls stalls the work, not the memory.
    let (send, receive) = mpsc::sync_channel(jobs.max(1) * 4);
    pool.in_place_scope(|scope| {
        for _ in 0..jobs.max(1) {
            let (send, next) = (send.clone(), &next);
            scope.spawn(move |_| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count || send.send((number, work(number))).is_err() {
                        break; // done, or nobody listens any more
                    }
                }
            });
        }
        drop(send);
        let mut waiting = BTreeMap::new();
        let mut due = 0;
        'receiving: for (number, result) in &receive {
            waiting.insert(number, result);
            while let Some(result) = waiting.remove(&due) {
                due += 1;
                if !deliver(result) {
                    break 'receiving;
                }
            }
        }
        drop(receive);
    });
    Ok(())
}

/// Does the work with every number below `count`, one after the other, until `deliver` returns
/// `false`.
#[cfg(not(feature = "parallel"))]
#[expect(clippy::unnecessary_wraps, reason = "threads can fail to start")]
pub(crate) fn in_order<T>(
    count: usize,
    _jobs: usize,
    work: &impl Fn(usize) -> T,
    mut deliver: impl FnMut(T) -> bool,
) -> Result<(), Error> {
    for number in 0..count {
        if !deliver(work(number)) {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_and_end_when_nobody_listens() {
        for jobs in [0, 1, 3] {
            let mut seen = Vec::new();
            let slow_first = |number: usize| {
                std::thread::sleep(std::time::Duration::from_millis(20 / (number as u64 + 1)));
                number
            };
            let result = in_order(40, jobs, &slow_first, |number| {
                seen.push(number);
                number < 9
            });
            assert!(result.is_ok());
            assert_eq!(seen, (0..10).collect::<Vec<_>>(), "{jobs} jobs");
        }
    }
}
