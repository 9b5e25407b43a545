package dev.attune.feedback;

/**
 * One act of feedback as it was recorded. A judgement has an id that stays while the person changes their mind, and one event
 * per revision: of the events of one judgement the one with the highest revision holds, and if that is a {@link Retraction} the
 * judgement is void. One person's judgements of the same answers by the same kind share an id, so one effective vote per
 * (user, answer) is the highest revision. Immutable.
 *
 * @param judgementId names the judgement over all its revisions
 * @param revision 1 for the first event of a judgement
 * @param user who said it
 * @param atMs when Redis recorded it, milliseconds since 1970
 * @param idempotencyKey the client's key for this very act
 * @param feedback what was said
 */
public record FeedbackEvent(
        String judgementId, int revision, String user, long atMs, String idempotencyKey, Feedback feedback) {

    public FeedbackEvent {
        if (revision < 1) {
            throw new IllegalArgumentException("revision must be at least 1, was " + revision);
        }
        if (user.isBlank()) {
            throw new IllegalArgumentException("user must not be blank");
        }
    }
}
