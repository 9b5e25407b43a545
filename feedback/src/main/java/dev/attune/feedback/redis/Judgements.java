package dev.attune.feedback.redis;

import dev.attune.feedback.AnswerId;
import dev.attune.feedback.Feedback;
import dev.attune.feedback.FeedbackEvent;
import dev.attune.feedback.FeedbackJson;
import dev.attune.feedback.JudgementRules;
import dev.attune.feedback.Receipt;
import dev.attune.feedback.Retraction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Records what people say about answers. Each act is one script, so it happens whole or not at all, and once per idempotency
 * key; the stage completes when Redis has acknowledged it, which with our own Redis is when it is on disk. Safe on any thread.
 */
public final class Judgements {
    private static final Script JUDGE = Script.named("judge.lua");
    private static final Script RETRACT = Script.named("retract.lua");

    private final FeedbackRedis redis;
    private final Keys keys;
    private final Retention retention;
    private final JudgementRules rules;
    private final Function<String, CompletionStage<?>> settled;

    /** @param settled completes when a completion that this process still holds back is stored, or never will be */
    public Judgements(
            FeedbackRedis redis,
            Retention retention,
            JudgementRules rules,
            Function<String, CompletionStage<?>> settled) {
        this.redis = redis;
        this.keys = redis.keys();
        this.retention = retention;
        this.rules = rules;
        this.settled = settled;
    }

    /**
     * Records what a user says.
     *
     * @param idempotencyKey the client's name for this act; the same one again is answered alike and does nothing
     * @return the receipt; fails with {@link dev.attune.feedback.FeedbackUnavailableException} when Redis cannot
     * @throws IllegalArgumentException naming the field that breaks the rules
     */
    public CompletionStage<Receipt> submit(String user, String idempotencyKey, Feedback feedback) {
        if (user.isBlank() || idempotencyKey.isBlank()) {
            throw new IllegalArgumentException("user and idempotency key must not be blank");
        }
        rules.check(feedback);
        Act act = Act.of(user, idempotencyKey, feedback);
        if (feedback instanceof Retraction back) {
            return retract(act, back).thenApply(this::receipt);
        }
        return allSettled(feedback).thenCompose(nothing -> judge(act)).thenApply(this::receipt);
    }

    /** A quick person may judge what is still on its way to Redis. */
    private CompletableFuture<Void> allSettled(Feedback feedback) {
        return CompletableFuture.allOf(feedback.answers().stream()
                .map(answer -> settled.apply(answer.completionId())
                        .toCompletableFuture()
                        .exceptionally(lost -> null))
                .toArray(CompletableFuture[]::new));
    }

    /** The id that this user's thumb on this answer has or would have: what a {@link Retraction} of it names. */
    public static String thumbId(String user, AnswerId answer) {
        return Keys.judgementId(Keys.userDigest(user), "thumb", List.of(answer));
    }

    /** What this user said, latest first: of each judgement the event that holds. */
    public CompletionStage<List<FeedbackEvent>> of(String user, int offset, int limit) {
        String index = keys.userJudgements(Keys.userDigest(user));
        return redis.ask(commands -> commands.zrevrange(index, offset, offset + (long) limit - 1))
                .thenCompose(ids -> {
                    List<CompletableFuture<Optional<FeedbackEvent>>> found = ids.stream()
                            .map(id ->
                                    last(new String(id, StandardCharsets.UTF_8)).toCompletableFuture())
                            .toList();
                    return CompletableFuture.allOf(found.toArray(CompletableFuture[]::new))
                            .thenApply(all -> found.stream()
                                    .flatMap(one -> one.join().stream())
                                    .toList());
                });
    }

    /** All revisions of one judgement, oldest first; empty if there is none. */
    public CompletionStage<List<FeedbackEvent>> history(String judgementId) {
        return redis.ask(commands -> commands.lrange(keys.judgement(judgementId), 0, -1))
                .thenApply(events -> events.stream().map(Judgements::event).toList());
    }

    private CompletionStage<Optional<FeedbackEvent>> last(String judgementId) {
        return redis.ask(commands -> commands.lindex(keys.judgement(judgementId), -1))
                .thenApply(event -> Optional.ofNullable(event).map(Judgements::event));
    }

    static FeedbackEvent event(byte[] json) {
        return FeedbackJson.readEvent(new String(json, StandardCharsets.UTF_8));
    }

    private CompletionStage<List<Object>> judge(Act act) {
        String id = act.judgementId();
        List<String> tally = act.tally();
        List<String> arguments = new ArrayList<>(List.of(
                keys.prefix(),
                act.digest(),
                act.body(),
                Long.toString(retention.idempotency().toMillis()),
                Integer.toString(rules.revisions()),
                id,
                act.rest(),
                act.asksForOnePrompt() ? "1" : "0",
                Integer.toString(tally.size())));
        arguments.addAll(tally);
        for (AnswerId answer : act.feedback().answers()) {
            arguments.add(answer.completionId());
            arguments.add(Integer.toString(answer.choice()));
        }
        List<String> touched = new ArrayList<>(touched(act, id));
        touched.add(keys.completions());
        return redis.run(JUDGE, touched, bytes(arguments));
    }

    private CompletionStage<List<Object>> retract(Act act, Retraction back) {
        return redis.run(
                RETRACT,
                touched(act, back.judgementId()),
                bytes(List.of(
                        act.body(),
                        Long.toString(retention.idempotency().toMillis()),
                        Integer.toString(rules.revisions()),
                        back.judgementId(),
                        act.rest())));
    }

    private List<String> touched(Act act, String judgementId) {
        return List.of(
                keys.once(act.digest(), act.key()),
                keys.erased(act.digest()),
                keys.judgement(judgementId),
                keys.userJudgements(act.digest()),
                keys.userCounts(act.digest()),
                keys.counts(),
                keys.events());
    }

    private static List<byte[]> bytes(List<String> texts) {
        return texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    }

    private Receipt receipt(List<Object> reply) {
        String word = RedisCompletionStore.text(reply, 0);
        return switch (word) {
            case "accepted" -> new Receipt.Accepted(second(reply), number(reply, 2), time(reply));
            case "replayed" -> new Receipt.Replayed(second(reply), number(reply, 2), time(reply));
            case "conflict" -> new Receipt.Conflict();
            case "unknown" -> new Receipt.Unknown(second(reply));
            case "foreign" -> new Receipt.Foreign(second(reply));
            case "expired" -> new Receipt.Expired(second(reply));
            case "prompts" -> new Receipt.DifferentPrompts(second(reply));
            case "revisions" -> new Receipt.TooManyRevisions(rules.revisions());
            case "erased" -> new Receipt.Erased();
            default -> throw new IllegalStateException("a script answered '" + word + "'");
        };
    }

    private static String second(List<Object> reply) {
        return RedisCompletionStore.text(reply, 1);
    }

    private static int number(List<Object> reply, int index) {
        return Integer.parseInt(RedisCompletionStore.text(reply, index));
    }

    private static long time(List<Object> reply) {
        return Long.parseLong(RedisCompletionStore.text(reply, 3));
    }
}
