package dev.attune.feedback.dataset;

import dev.attune.feedback.AnswerId;
import dev.attune.feedback.FeedbackEvent;
import dev.attune.feedback.Retraction;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of many events hold: of a judgement's revisions the highest, of one user's judgements of the same answers by the same kind the last,
 * and none that was taken back. The order of arrival plays no part, and the same event twice is once. Keeps a key and two numbers
 * an event, not the event. One thread.
 */
public final class EffectiveVotes {
    private static final Comparator<Held> LATER = Comparator.comparingInt(Held::revision)
            .thenComparingLong(Held::atMs)
            .thenComparing(Held::judgementId);
    private static final Comparator<Held> LAST_SAID =
            Comparator.comparingLong(Held::atMs).thenComparing(Held::judgementId);

    /** What one user may have one opinion about. Demonstrations are about themselves. */
    private record Subject(String user, String kind, List<AnswerId> answers, String judgementId) {}

    private record Held(String judgementId, int revision, long atMs, boolean retracted, Subject subject) {}

    private final Map<String, Held> byJudgement = new HashMap<>();
    private final Map<Subject, Held> bySubject = new HashMap<>();
    private boolean settled;
    private long effective;

    /** First, every event. */
    public void read(FeedbackEvent event) {
        byJudgement.merge(event.judgementId(), held(event), (a, b) -> LATER.compare(a, b) >= 0 ? a : b);
        settled = false;
    }

    /** Then, whether an event is one that holds: true once for each such event, however often it comes. */
    public boolean take(FeedbackEvent event) {
        settle();
        Held held = held(event);
        return !held.retracted() && bySubject.remove(held.subject(), held);
    }

    /** How many judgements were taken back. */
    public long retracted() {
        return byJudgement.values().stream().filter(Held::retracted).count();
    }

    /** How many hold. */
    public long effective() {
        settle();
        return effective;
    }

    private void settle() {
        if (!settled) {
            bySubject.clear();
            byJudgement.values().stream()
                    .filter(held -> !held.retracted())
                    .forEach(held ->
                            bySubject.merge(held.subject(), held, (a, b) -> LAST_SAID.compare(a, b) >= 0 ? a : b));
            effective = bySubject.size();
            settled = true;
        }
    }

    private static Held held(FeedbackEvent event) {
        boolean retracted = event.feedback() instanceof Retraction;
        List<AnswerId> answers = event.feedback().answers().stream().sorted().toList();
        boolean ofItself = answers.isEmpty() || event.feedback().kind().equals("demonstration");
        Subject subject =
                new Subject(event.user(), event.feedback().kind(), answers, ofItself ? event.judgementId() : "");
        return new Held(event.judgementId(), event.revision(), event.atMs(), retracted, subject);
    }
}
