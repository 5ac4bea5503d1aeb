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
   */
  @Says("A market; first: it is meant where no domain is given.")
  public record Line(String domain, boolean first, int policyVersion) {}
}
