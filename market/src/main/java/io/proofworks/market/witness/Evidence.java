package io.proofworks.market.witness;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What shows that whoever signs a log wrote two histories.
 *
 * @param origin of the log
 * @param size at which they are two
 * @param what in a sentence
 * @param notes as they were signed; two of one size where both are known
 */
public record Evidence(String origin, long size, String what, List<String> notes) {

  public Evidence {
    notes = List.copyOf(notes);
  }

  /** With a note more, unless it has that. */
  Evidence with(Optional<String> note) {
    List<String> all =
        Stream.concat(notes.stream(), note.filter(one -> !notes.contains(one)).stream()).toList();
    return new Evidence(origin, size, what, all);
  }

  /** The sentence, then the notes. */
  String text() {
    return what + "\n" + String.join("\n", notes);
  }
}
