package io.proofworks.market.witness;

/** What a witness says to a checkpoint; the numbers are C2SP tlog-witness's. */
public sealed interface Answer {

  int status();

  /** What goes into the body of the answer. */
  default String body() {
    return "";
  }

  /**
   * It continues what was cosigned before.
   *
   * @param line signature line of the witness
   */
  record Cosigned(String line) implements Answer {
    @Override
    public int status() {
      return 200;
    }

    @Override
    public String body() {
      return line;
    }
  }

  /** What was sent is out of form. */
  record Malformed() implements Answer {
    @Override
    public int status() {
      return 400;
    }
  }

  /** Not signed by the log. */
  record NotSigned() implements Answer {
    @Override
    public int status() {
      return 403;
    }
  }

  /** A log that this witness does not follow. */
  record UnknownLog() implements Answer {
    @Override
    public int status() {
      return 404;
    }
  }

  /**
   * It does not begin at what was cosigned last.
   *
   * @param size of that
   */
  record Conflict(long size) implements Answer {
    @Override
    public int status() {
      return 409;
    }

    @Override
    public String body() {
      return size + "\n";
    }
  }

  /** It was not shown to continue what was cosigned last. */
  record NotContinued() implements Answer {
    @Override
    public int status() {
      return 422;
    }
  }
}
