package io.proofworks.aggregation.domain;

import org.jspecify.annotations.Nullable;

/** What a decision takes from outside its batch. */
public record Market(Directory directory, RuleBook rules) {

  /** The rules by policy version. */
  @FunctionalInterface
  public interface RuleBook {
    /** Null while that version has not been seen, or names a scheme this market does not have. */
    @Nullable Rules version(String domain, int version);
  }

  /** The rules of a batch; null until its terms and their policy are known. */
  @Nullable Rules of(BatchFacts facts) {
    BatchFacts.Terms terms = facts.terms();
    return terms == null ? null : rules.version(facts.domain(), terms.policyVersion());
  }
}
