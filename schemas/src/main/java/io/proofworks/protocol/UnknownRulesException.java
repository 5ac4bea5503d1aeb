package io.proofworks.protocol;

/**
 * A policy in force goes by rules that this build does not know. Never the fault of the record that
 * was being processed, and nothing may follow from it: a build that knows the rules takes it again.
 */
public final class UnknownRulesException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnknownRulesException(int rules, int policy) {
    super(
        "policy %d goes by version %d of the market's rules, and this program knows %d to %d"
            .formatted(policy, rules, MarketRules.FIRST, MarketRules.NEWEST));
  }
}
