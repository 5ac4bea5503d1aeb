package io.proofworks.market.cli;

/** What a command ends with. */
public final class ExitCodes {

  /** It did what it was asked to. */
  public static final int OK = 0;

  /** What it was asked for did not come out: a batch did not settle, an audit found differences. */
  public static final int FAILED = 1;

  /** The command line or a setting is wrong. */
  public static final int USAGE = 2;

  /** Something it needs is missing or unreachable: a broker, a port, a directory, a file. */
  public static final int UNAVAILABLE = 3;

  /** A defect of ours; the message says where the details are. */
  public static final int INTERNAL = 70;

  private ExitCodes() {}
}
