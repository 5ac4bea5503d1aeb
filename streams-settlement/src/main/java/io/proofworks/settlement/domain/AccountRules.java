package io.proofworks.settlement.domain;

/** The rules an account partition decides by. */
@FunctionalInterface
public interface AccountRules {

  /** Those of the protocol. */
  AccountRules PROTOCOL = AccountEngine::decide;

  /** See {@link AccountEngine#decide}. */
  AccountDecision decide(AccountCase state, AccountInput input, AccountContext context);
}
