package io.proofworks.worker.log;

import io.proofworks.operations.LogCode;
import io.proofworks.protocol.Hash32;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads words and ids of records that may be of a newer release, or of nobody who knows the form.
 * What is not understood is no news and ends nothing: it is said once, and not repeated as it
 * stands, because a log is no place for a stranger's control characters. One thread uses it.
 */
public final class UnknownWords {

  private static final Logger log = LoggerFactory.getLogger(UnknownWords.class);
  private static final int MOST = 256;
  private static final int LONGEST = 64;

  private final String worker;
  private final Set<String> said = new HashSet<>();

  /**
   * @param worker for the log
   */
  public UnknownWords(String worker) {
    this.worker = worker;
  }

  /**
   * The meaning of a word; empty when it has none here.
   *
   * @param field what the word stands for
   */
  public <T> Optional<T> meaning(
      String field, String word, Function<String, Optional<T>> vocabulary) {
    Optional<T> known = vocabulary.apply(word);
    if (known.isEmpty()) {
      say(field, word);
    }
    return known;
  }

  /** The id that a field has; empty when it is none. */
  public Optional<Hash32> id(String field, String text) {
    return meaning(field, text, Hash32::tryParse);
  }

  private void say(String field, String word) {
    String shown = shown(word);
    if (said.size() < MOST && said.add(field + "=" + shown)) {
      log.warn("{} worker={} field={} word={}", LogCode.UNKNOWN_WORD, worker, field, shown);
    }
  }

  private static String shown(String word) {
    boolean plain =
        word.length() <= LONGEST
            && word.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '=' && c != '"');
    return plain ? word : "(" + word.length() + " characters)";
  }

  /** How many different ones were met, up to a bound. */
  public int count() {
    return said.size();
  }
}
