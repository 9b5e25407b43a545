package dev.attune.load.drill;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.load.client.JsonApi;
import dev.attune.load.client.JsonApi.Reply;
import dev.attune.load.drill.Ledger.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * One person: chats, and judges every answer once, by thumb or by comparing two. Sends everything again under the same key until the
 * server says yes or that the answer is gone. Runs on a thread of its own.
 */
final class Judge implements Runnable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ANSWERS = 8;
    private static final int ANSWER_TOKENS = 12;
    private static final int LONGEST_BACKOFF_MS = 1_000;
    private static final int SHORTEST_BACKOFF_MS = 20;
    private static final int MOST_TRIES = 400;
    private static final Set<Integer> AGAIN = Set.of(408, 429, 500, 502, 503, 504);
    private static final Set<Integer> GONE = Set.of(404, 410);

    private final Scene scene;
    private final String user;
    private final Random random;
    private final JsonApi api = new JsonApi(PATIENCE, Map.of());
    private final Deque<Map<String, Object>> toSay = new ArrayDeque<>();
    private int said;

    /** Where the server is at the moment. */
    interface Address {
        /** Waits until there is one. @throws IOException if there will be none */
        String url() throws IOException;
    }

    /**
     * What all share.
     *
     * @param ticket whether one more judgement is wanted; asked before each
     * @param chats how many may ask at a time
     */
    record Scene(Address server, Ledger ledger, BooleanSupplier ticket, Semaphore chats) {}

    Judge(Scene scene, int number, long seed) {
        this.scene = scene;
        this.user = "drill-" + number;
        this.random = new Random(seed * 31 + number);
    }

    String user() {
        return user;
    }

    @Override
    public void run() {
        try {
            while (scene.ticket().getAsBoolean()) {
                while (!judged(next())) {
                    // That answer is gone; the ticket is good for another.
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(user + " gave up", e);
        }
    }

    private Map<String, Object> next() throws IOException {
        while (toSay.isEmpty()) {
            chat();
        }
        return toSay.remove();
    }

    private void chat() throws IOException {
        Map<String, Object> body = Map.of(
                "model", "attune-mini",
                "user", user,
                "messages", List.of(Map.of("role", "user", "content", "What is " + random.nextInt(20) + " plus 3?")),
                "n", ANSWERS,
                "max_completion_tokens", ANSWER_TOKENS);
        Reply reply;
        scene.chats().acquireUninterruptibly();
        try {
            reply = insist("/v1/chat/completions", body, Map.of());
        } finally {
            scene.chats().release();
        }
        String id = reply.body().path("id").asText();
        for (int choice = 0; choice < ANSWERS - 2; choice++) {
            Map<String, Object> thumb = judgement("/v1/feedback");
            thumb.put("completion_id", id);
            thumb.put("choice_index", choice);
            thumb.put("thumb", random.nextBoolean() ? "up" : "down");
            toSay.add(thumb);
        }
        Map<String, Object> comparison = judgement("/v1/comparisons");
        comparison.put("completion_ids", new ArrayList<>(List.of(id + "/" + (ANSWERS - 2), id + "/" + (ANSWERS - 1))));
        comparison.put("outcome", random.nextBoolean() ? "first" : "second");
        toSay.add(comparison);
    }

    private Map<String, Object> judgement(String route) {
        Map<String, Object> judgement = new LinkedHashMap<>();
        judgement.put("route", route);
        judgement.put("user", user);
        judgement.put("comment", user + " says " + said++ + ".");
        return judgement;
    }

    /** Whether it was acknowledged; else its answer is gone. */
    private boolean judged(Map<String, Object> judgement) throws IOException {
        String mark = (String) judgement.getOrDefault("comment", "");
        String route = (String) judgement.getOrDefault("route", "");
        Map<String, Object> body = new LinkedHashMap<>(judgement);
        body.remove("route");
        Reply reply = insist(route, body, Map.of("Idempotency-Key", mark.replace(' ', '-')));
        if (!reply.succeeded()) {
            scene.ledger().refused();
            return false;
        }
        JsonNode receipt = reply.body();
        scene.ledger()
                .acknowledged(new Promise(
                        user,
                        mark,
                        receipt.path("id").asText(),
                        receipt.path("revision").asInt()));
        return true;
    }

    /** Until there is an answer that will not change. @throws IOException if that takes far too long, or is a refusal of another kind */
    private Reply insist(String route, Map<String, Object> body, Map<String, String> headers) throws IOException {
        String last = "";
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            if (tries > 0) {
                scene.ledger().retried();
                backOff(tries);
            }
            try {
                Reply reply = api.post(scene.server().url() + route, body, headers);
                if (reply.succeeded() || GONE.contains(reply.status())) {
                    return reply;
                }
                last = "HTTP " + reply.status() + ": " + reply.body();
                if (!AGAIN.contains(reply.status())) {
                    throw new IllegalStateException(user + " at " + route + ": " + last);
                }
            } catch (IOException away) {
                last = String.valueOf(away.getMessage());
            }
        }
        throw new IOException(route + " was tried " + MOST_TRIES + " times: " + last);
    }

    private void backOff(int tries) {
        int most = Math.min(LONGEST_BACKOFF_MS, SHORTEST_BACKOFF_MS << Math.min(tries, 10));
        try {
            Thread.sleep(most / 2 + random.nextInt(most / 2 + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
