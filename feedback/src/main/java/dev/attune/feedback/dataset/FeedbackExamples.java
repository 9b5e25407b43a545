package dev.attune.feedback.dataset;

import dev.attune.feedback.CompletionRecord;
import dev.attune.feedback.FeedbackEvent;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The examples of a log of feedback, in its order. The log is read twice: to learn which events hold, and to make examples of them one
 * by one; only keys are kept in memory. One thread.
 */
public final class FeedbackExamples implements Iterator<Example> {
    private final Iterator<FeedbackEvent> events;
    private final EffectiveVotes votes = new EffectiveVotes();
    private final Function<String, Optional<CompletionRecord>> completions;
    private final FeedbackJoin join;
    private final Queue<Example> ready = new ArrayDeque<>();

    /**
     * @param log gives the same events twice; they may come in any order, and more than once
     * @param completions finds a completion by its id
     * @param drops counts those that do not hold
     */
    public FeedbackExamples(
            Supplier<Iterator<FeedbackEvent>> log,
            Function<String, Optional<CompletionRecord>> completions,
            FeedbackJoin join,
            Drops drops) {
        long read = 0;
        for (Iterator<FeedbackEvent> first = log.get(); first.hasNext(); read++) {
            votes.read(first.next());
        }
        drops.add(DropReason.RETRACTED, votes.retracted());
        drops.add(DropReason.SUPERSEDED, read - votes.retracted() - votes.effective());
        this.completions = completions;
        this.join = join;
        this.events = log.get();
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && events.hasNext()) {
            FeedbackEvent event = events.next();
            if (votes.take(event)) {
                ready.addAll(join.examples(event, completions));
            }
        }
        return !ready.isEmpty();
    }

    @Override
    public Example next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no more examples");
        }
        return ready.remove();
    }
}
