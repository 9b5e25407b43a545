package dev.attune.trainer.corpus;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Draws a check list from what {@link Split} holds out: every kind of question in turn, so many of each. Drawn again
 * only when kinds come or go, for a list that changes cannot compare models.
 */
public final class CheckListDraw {
    private static final long SEED = 0x0A77;
    private static final int DRAWS = 400_000;
    private static final int USUAL = 5;

    /** Kinds that deserve more questions, for there is more to know. */
    private static final Map<String, Integer> MORE = Map.ofEntries(
            Map.entry("addition", 14),
            Map.entry("subtraction", 10),
            Map.entry("multiplication", 10),
            Map.entry("sums, follow-up", 10),
            Map.entry("capitals", 8),
            Map.entry("definitions", 12),
            Map.entry("refusals", 14),
            Map.entry("unknown", 14),
            Map.entry("small talk", 8),
            Map.entry("stories", 8),
            Map.entry("lists", 8));

    private final Curriculum curriculum = new Curriculum(new Library());
    private final Set<String> keys = new HashSet<>();
    private final Map<String, List<CheckItem>> drawn = new TreeMap<>();

    private CheckListDraw() {}

    /** Writes the list to {@code args[0]}. */
    public static void main(String[] args) throws IOException {
        draw().write(Path.of(args[0]));
    }

    static CheckList draw() {
        CheckListDraw list = new CheckListDraw();
        for (int i = 0; i < DRAWS; i++) {
            list.offer(Draw.of(SEED, i));
        }
        return new CheckList(list.drawn.values().stream().flatMap(List::stream).toList());
    }

    private void offer(Draw draw) {
        boolean brief = draw.chance(0.1);
        Exchange exchange = curriculum.pick(draw).exchange(draw, brief ? Style.BRIEF : Style.any(draw));
        boolean obeying = brief && exchange.turns().size() == 1 && isFact(exchange.kind());
        String kind = obeying ? "instructions" : exchange.kind();
        List<CheckItem> ofKind = drawn.computeIfAbsent(kind, unseen -> new ArrayList<>());
        if (ofKind.size() < MORE.getOrDefault(kind, USUAL)
                && Split.isHeldOut(exchange.questions())
                && keys.add(Split.key(exchange.questions()))) {
            ofKind.add(obeying ? obeying(exchange, draw) : item(exchange, draw));
        }
    }

    private static boolean isFact(String kind) {
        return kind.startsWith("capitals") || kind.startsWith("opposites") || kind.startsWith("colours");
    }

    private static CheckItem obeying(Exchange exchange, Draw draw) {
        CheckItem plain = item(exchange, draw);
        List<Message> messages = new ArrayList<>(List.of(Message.system(ConversationGenerator.BRIEFLY)));
        messages.addAll(plain.messages());
        List<String> rules = new ArrayList<>(plain.rules());
        rules.add("short: 3");
        return new CheckItem("instructions", messages, rules);
    }

    /** The conversation up to its last question, typed as people do. */
    private static CheckItem item(Exchange exchange, Draw draw) {
        List<Message> messages = new ArrayList<>();
        for (Turn turn : exchange.turns()) {
            messages.add(Message.user(Typing.recase(turn.question(), draw)));
            messages.add(Message.assistant(turn.answer()));
        }
        messages.remove(messages.size() - 1);
        return new CheckItem(exchange.kind(), messages, exchange.last().rules());
    }
}
