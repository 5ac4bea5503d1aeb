package io.proofworks.market.audit;

/** Is told how far a long audit is; often, so it had better be quick. */
@FunctionalInterface
public interface AuditProgress {

  /** Tells nobody. */
  AuditProgress SILENT = (what, done, of) -> {};

  /**
   * @param what is being done
   * @param of how many there are in all, as far as it is known
   */
  void at(String what, long done, long of);
}
