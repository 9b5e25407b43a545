package dev.attune.feedback.privacy;

import java.util.function.Consumer;

/** Finds kinds of personal information, in time linear in the text. Stateless; any thread may use it. */
interface Detector {
    /** Tells every finding, in positions of the folded text; they may overlap. */
    void find(FoldedText text, Consumer<Finding> found);
}
