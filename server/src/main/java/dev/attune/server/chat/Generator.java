package dev.attune.server.chat;

import dev.attune.serving.engine.EngineStats;
import dev.attune.serving.engine.GenerationRequest;
import dev.attune.serving.engine.StepTimes;
import dev.attune.serving.engine.SwapCounts;
import java.util.List;

/** What turns requests into tokens. Called from event loops; none of its methods waits. */
public interface Generator {

    /**
     * Queues the completions of one answer, all or none; their sinks hear of everything that follows. One version of the weights
     * draws them all.
     *
     * @throws dev.attune.serving.engine.QueueFullException if no more may wait
     */
    void submit(List<GenerationRequest> together);

    /** Ends a request soon, queued or running; one that is over or unknown is left alone. */
    void cancel(String id);

    /** A look at what is going on. */
    EngineStats stats();

    /** How long its steps took. */
    StepTimes.Counts stepTimes();

    /** How often its weights changed. */
    SwapCounts swaps();
}
