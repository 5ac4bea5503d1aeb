/**
 * Journals: what a partition applied, in order, as a hash chain that anybody can replay.
 *
 * <p>{@link io.proofworks.runtime.journal.JournalChain} is pure; a processor hands each step to
 * {@link io.proofworks.runtime.journal.Journal}.
 */
@NullMarked
package io.proofworks.runtime.journal;

import org.jspecify.annotations.NullMarked;
