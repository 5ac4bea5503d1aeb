package io.proofworks.runtime;

import io.proofworks.settings.Setting;
import java.util.List;

/** An application that decides money may not go on as if what it never read had not been there. */
final class LostInputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LostInputException(List<LostInput> lost) {
    super(
        "records were gone before they were read: "
            + lost
            + "; restore the topic, or go on without them by "
            + Setting.LOST_INPUT.settingName()
            + "=skip");
  }
}
