package io.proofworks.policy;

import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Within what a figure of a policy has to be.
 *
 * @param field by its name in the schema
 * @param of reads it
 * @param least the smallest that is taken
 * @param most the largest that is taken
 * @param why what a figure outside of it would do
 */
public record Bound<R>(String field, ToLongFunction<R> of, long least, long most, String why) {

  /** What is wrong with the figure of a record, in words; empty if nothing is. */
  Optional<String> excess(String where, R record) {
    long value = of.applyAsLong(record);
    return value >= least && value <= most
        ? Optional.empty()
        : Optional.of(
            "%s%s is %d, which has to be from %d to %d: %s"
                .formatted(where, field, value, least, most, why));
  }
}
