package dev.attune.trainer.cycle;

import dev.attune.feedback.Evidence;
import java.util.List;

/** All feedback there is, up to an entry of the log. */
interface EvidenceSource {
    /**
     * Every revision recorded up to {@code through}, oldest first, without what was erased since.
     *
     * @throws CycleException if it cannot be read
     */
    List<Evidence> upTo(String through);
}
