package io.proofworks.views.answers;

import io.proofworks.views.shape.Says;
import java.util.List;

/** The markets of a deployment. */
@Says("The markets that have a policy.")
public record Markets(List<Line> markets) {

  /**
   * One of them.
   *
   * @param first whether it is the deployment's own, which is meant where none is named
   * @param closed whether it was withdrawn: it takes nothing new, and ends what it took
   */
  @Says(
      "A market; first: it is meant where no domain is given; closed: its policy was withdrawn, so"
          + " it takes no requests and no provers, and what it took goes on to its end.")
  public record Line(String domain, boolean first, int policyVersion, boolean closed) {}
}
