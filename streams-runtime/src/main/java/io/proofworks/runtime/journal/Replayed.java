package io.proofworks.runtime.journal;

import java.util.function.LongPredicate;

/**
 * How a replay of a journal ended.
 *
 * @param entries read, of which a replay that could not go on has not applied all
 * @param owes whether something that was due up to a time, epoch milliseconds, has consequences
 *     that the journal has not; to be asked once, while the replay's stores are there
 */
public record Replayed(String journal, long entries, LongPredicate owes) {}
