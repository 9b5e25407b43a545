package dev.attune.feedback.redis;

import dev.attune.feedback.AnswerId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * Every key there is. All carry one hash tag, so that in a cluster any script finds all of its keys on one node; one deployment
 * is one tag. A user's name is in no key: it is replaced by a digest. Immutable.
 */
final class Keys {
    private static final int DIGEST_CHARACTERS = 22;

    private final String prefix;

    Keys(String namespace) {
        this.prefix = "{" + namespace + "}:";
    }

    /** What scripts build the keys of: those they learn of only while they run. */
    String prefix() {
        return prefix;
    }

    /** String: head, a line feed, body. Expires until it is judged. */
    String completion(String id) {
        return prefix + "completion:" + id;
    }

    /** Sorted set, id → when it was made: every completion there was within the tombstones' time. */
    String completions() {
        return prefix + "completions";
    }

    /** Set of digests of users a completion was shown to besides the one who asked. */
    String shown(String id) {
        return prefix + "shown:" + id;
    }

    /** Set of the judgements about a completion. */
    String judgementsOf(String completionId) {
        return prefix + "judgements-of:" + completionId;
    }

    /** List of events as JSON, one per revision, oldest first. */
    String judgement(String id) {
        return prefix + "judgement:" + id;
    }

    /** String: what was answered to an idempotency key. Expires. */
    String once(String userDigest, String idempotencyKey) {
        return prefix + "once:" + digest(userDigest + "\n" + idempotencyKey);
    }

    /** Stream of (judgement, revision): what the trainer reads. */
    String events() {
        return prefix + "events";
    }

    /** Stream of the events that no trainer could take, with the reason. */
    String setAside() {
        return prefix + "events-set-aside";
    }

    /** Hash of counts over everybody: {@code thumb:up}, {@code reason:wrong}, {@code version:12:thumb:up}, … */
    String counts() {
        return prefix + "counts";
    }

    /** Set of the judgements about answers of a version. */
    String judgementsOfVersion(long version) {
        return prefix + "version:" + version + ":judgements";
    }

    /** Sorted set, id → when: completions that hold this user's words or were made for them; judged ones at infinity. */
    String userCompletions(String userDigest) {
        return user(userDigest, "completions");
    }

    /** Sorted set, judgement → when it was last revised. */
    String userJudgements(String userDigest) {
        return user(userDigest, "judgements");
    }

    /** Hash of counts as {@link #counts}, of one user. */
    String userCounts(String userDigest) {
        return user(userDigest, "counts");
    }

    /** Set of weights versions that learned from this user. Stays when they are erased. */
    String userTrained(String userDigest) {
        return user(userDigest, "trained");
    }

    /** Hash, digest of a user → when they were erased. Stays. */
    String erasures() {
        return prefix + "erasures";
    }

    /** String: this user was erased, and nothing late is taken. Expires. */
    String erased(String userDigest) {
        return user(userDigest, "erased");
    }

    /** String: fencing token, a space, name of the trainer at work. Expires unless it is renewed. */
    String trainerLease() {
        return prefix + "trainer:lease";
    }

    /** Counter: the last fencing token given out. */
    String trainerFence() {
        return prefix + "trainer:fence";
    }

    /** String: a TrainingStatus as JSON. */
    String trainerStatus() {
        return prefix + "trainer:status";
    }

    /** Stream of TrainingEvents as JSON, field {@code e}; capped. */
    String trainerEvents() {
        return prefix + "trainer:events";
    }

    /** Hash: {@code mode}, how many {@code starts} were asked for, how many of them were {@code taken}. */
    String trainerControl() {
        return prefix + "trainer:control";
    }

    private String user(String userDigest, String what) {
        return prefix + "user:" + userDigest + ":" + what;
    }

    static String userDigest(String user) {
        return digest("user\n" + user);
    }

    /** Stays the same while a person changes their mind about the same answers. */
    static String judgementId(String userDigest, String kind, List<AnswerId> answers) {
        List<String> names = answers.stream().sorted().map(AnswerId::toString).toList();
        return "fb-" + digest(userDigest + "\n" + kind + "\n" + String.join("\n", names));
    }

    static String digest(String text) {
        return digest(text.getBytes(StandardCharsets.UTF_8));
    }

    static String digest(byte[] bytes) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(bytes);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(sum).substring(0, DIGEST_CHARACTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
