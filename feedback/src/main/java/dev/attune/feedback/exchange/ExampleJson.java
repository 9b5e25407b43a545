package dev.attune.feedback.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.feedback.Message;
import dev.attune.feedback.dataset.Answer;
import dev.attune.feedback.dataset.Example;
import dev.attune.feedback.dataset.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** An example as a line. The kind is told by the columns that are there, as in the field's data sets. Any thread may use it. */
final class ExampleJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ExampleJson() {}

    static String write(Example example) {
        ObjectNode line = JSON.createObjectNode();
        if (example instanceof Example.Pair pair) {
            Columns.putMessages(line, "prompt", pair.prompt());
            Columns.putAnswer(line, "chosen", pair.chosen());
            Columns.putAnswer(line, "rejected", pair.rejected());
            Double margin = pair.margin();
            if (margin != null) {
                line.put("margin", margin);
                line.set("criteria", Columns.grades(pair.grades()));
            }
        } else if (example instanceof Example.Rated rated) {
            Columns.putMessages(line, "prompt", rated.prompt());
            Columns.putAnswer(line, "completion", rated.answer());
            line.put("label", rated.good());
            rated.reasons().forEach(line.putArray("reasons")::add);
            line.put("comment", rated.comment());
        } else if (example instanceof Example.Demonstrated demonstrated) {
            Columns.putMessages(line, "messages", demonstrated.messages());
        } else {
            Columns.putMessages(line, "prompt", example.prompt());
        }
        line.put("id", example.origin().id());
        line.put("user", example.origin().user());
        line.put("prompt_user", example.origin().author());
        line.put("at_ms", example.origin().atMs());
        try {
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an example cannot be written as JSON", e);
        }
    }

    /**
     * @param place stands for id and user where the line names none: nobody knows whether two lines are one person's
     * @param users what a user is called from here on
     * @throws IllegalArgumentException naming the column
     */
    static Example read(String text, String place, UnaryOperator<String> users) {
        JsonNode line = object(text);
        String user = Columns.text(line, "user", place);
        String author = Columns.text(line, "prompt_user", user);
        Origin origin = new Origin(
                Columns.text(line, "id", place),
                users.apply(user),
                users.apply(author),
                Columns.number(line, "at_ms", 0));
        if (line.has("chosen") || line.has("rejected")) {
            return pair(line, origin);
        }
        if (line.has("messages")) {
            return new Example.Demonstrated(origin, Columns.messages(line, "messages", "assistant"));
        }
        if (line.has("completion")) {
            return completed(line, origin);
        }
        if (line.has("prompt")) {
            return new Example.Prompt(origin, Columns.messages(line, "prompt", "user"));
        }
        throw new IllegalArgumentException(
                "one of \"chosen\" and \"rejected\", \"completion\", \"messages\" or \"prompt\" is needed, there are only "
                        + Columns.names(line));
    }

    /** Without a prompt both sides hold the whole conversation, and the prompt is what they have in common. */
    private static Example pair(JsonNode line, Origin origin) {
        List<Message> chosen = Columns.messages(line, "chosen", "assistant");
        List<Message> rejected = Columns.messages(line, "rejected", "assistant");
        List<Message> prompt = List.of();
        if (line.has("prompt")) {
            prompt = Columns.messages(line, "prompt", "user");
        } else {
            int common = 0;
            while (common < Math.min(chosen.size(), rejected.size()) - 1
                    && chosen.get(common).equals(rejected.get(common))) {
                common++;
            }
            prompt = chosen.subList(0, common);
            chosen = chosen.subList(common, chosen.size());
            rejected = rejected.subList(common, rejected.size());
        }
        if (prompt.isEmpty()) {
            throw new IllegalArgumentException(
                    "\"chosen\" and \"rejected\" must begin alike where there is no \"prompt\"");
        }
        Answer better = Columns.answer(line, "chosen", chosen);
        Answer worse = Columns.answer(line, "rejected", rejected);
        return new Example.Pair(origin, prompt, better, worse, Columns.grades(line));
    }

    /** With a label it was rated; without, it is how the answer should be. */
    private static Example completed(JsonNode line, Origin origin) {
        List<Message> prompt = Columns.messages(line, "prompt", "user");
        List<Message> completion = Columns.messages(line, "completion", "assistant");
        Answer answer = Columns.answer(line, "completion", completion);
        if (line.has("label")) {
            boolean good = Columns.truth(line, "label");
            return new Example.Rated(
                    origin, prompt, answer, good, Columns.texts(line, "reasons"), Columns.text(line, "comment", ""));
        }
        List<Message> messages = new ArrayList<>(prompt);
        messages.addAll(completion);
        return new Example.Demonstrated(origin, messages);
    }

    private static JsonNode object(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            if (node.isObject()) {
                return node;
            }
            throw new IllegalArgumentException("a JSON object was expected");
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("not JSON: " + malformed.getOriginalMessage(), malformed);
        }
    }
}
