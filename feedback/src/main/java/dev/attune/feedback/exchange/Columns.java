package dev.attune.feedback.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.feedback.AnswerId;
import dev.attune.feedback.Message;
import dev.attune.feedback.dataset.Answer;
import dev.attune.feedback.dataset.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Columns of a line: written, and read with a complaint that names the column. */
final class Columns {
    private Columns() {}

    static void putMessages(ObjectNode line, String column, List<Message> messages) {
        ArrayNode list = line.putArray(column);
        messages.forEach(message -> list.addObject().put("role", message.role()).put("content", message.content()));
    }

    /** The answer as a message, and beside it, in columns of ours, which one it was. */
    static void putAnswer(ObjectNode line, String column, Answer answer) {
        putMessages(line, column, List.of(new Message("assistant", answer.text())));
        if (!answer.id().isEmpty()) {
            line.put(column + "_id", answer.id());
        }
        if (answer.version() != Answer.UNKNOWN_VERSION) {
            line.put(column + "_version", answer.version());
        }
    }

    static ObjectNode grades(Map<String, Example.Grade> grades) {
        ObjectNode criteria = JsonNodeFactory.instance.objectNode();
        grades.forEach((criterion, grade) ->
                criteria.putObject(criterion).put("chosen", grade.chosen()).put("rejected", grade.rejected()));
        return criteria;
    }

    static Map<String, Example.Grade> grades(JsonNode line) {
        Map<String, Example.Grade> grades = new TreeMap<>();
        line.path("criteria").properties().forEach(entry -> {
            JsonNode chosen = entry.getValue().path("chosen");
            JsonNode rejected = entry.getValue().path("rejected");
            if (!chosen.isInt() || !rejected.isInt()) {
                throw wrong("criteria." + entry.getKey(), "an object of two whole numbers", entry.getValue());
            }
            grades.put(entry.getKey(), new Example.Grade(chosen.asInt(), rejected.asInt()));
        });
        return grades;
    }

    /** Messages, or a string, which is one message of that role. */
    static List<Message> messages(JsonNode line, String column, String roleOfString) {
        JsonNode node = line.path(column);
        if (node.isTextual()) {
            return List.of(new Message(roleOfString, node.asText()));
        }
        if (!node.isArray() || node.isEmpty()) {
            throw wrong(column, "a string or a list of at least one message", node);
        }
        List<Message> messages = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            messages.add(message(node.get(i), column + "[" + i + "]"));
        }
        return messages;
    }

    static Answer answer(JsonNode line, String column, List<Message> messages) {
        if (messages.size() != 1 || !messages.get(0).role().equals("assistant")) {
            throw wrong(column, "one message of the assistant", line.path(column));
        }
        return new Answer(
                answerId(line, column + "_id"),
                number(line, column + "_version", Answer.UNKNOWN_VERSION),
                messages.get(0).content());
    }

    private static String answerId(JsonNode line, String column) {
        String id = text(line, column, "");
        try {
            return id.isEmpty() ? id : AnswerId.parse(id).toString();
        } catch (IllegalArgumentException malformed) {
            throw wrong(column, "the id of an answer", line.path(column));
        }
    }

    static String text(JsonNode line, String column, String otherwise) {
        JsonNode node = line.path(column);
        if (node.isMissingNode()
                || node.isNull()
                || (node.isTextual() && node.asText().isEmpty())) {
            return otherwise;
        }
        if (!node.isTextual() && !node.isIntegralNumber()) {
            throw wrong(column, "a string", node);
        }
        return node.asText();
    }

    static long number(JsonNode line, String column, long otherwise) {
        JsonNode node = line.path(column);
        if (node.isMissingNode() || node.isNull()) {
            return otherwise;
        }
        if (!node.canConvertToLong() || !node.isIntegralNumber()) {
            throw wrong(column, "a whole number", node);
        }
        return node.asLong();
    }

    static boolean truth(JsonNode line, String column) {
        JsonNode node = line.path(column);
        if (!node.isBoolean()) {
            throw wrong(column, "true or false", node);
        }
        return node.asBoolean();
    }

    static List<String> texts(JsonNode line, String column) {
        List<String> texts = new ArrayList<>();
        for (JsonNode node : line.path(column)) {
            if (!node.isTextual()) {
                throw wrong(column, "a list of strings", node);
            }
            texts.add(node.asText());
        }
        return texts;
    }

    static String names(JsonNode line) {
        List<String> names = new ArrayList<>();
        line.fieldNames().forEachRemaining(names::add);
        return names.toString();
    }

    private static Message message(JsonNode node, String place) {
        JsonNode role = node.path("role");
        JsonNode content = node.path("content");
        if (!role.isTextual() || !role.asText().matches("system|user|assistant|tool")) {
            throw wrong(place + ".role", "one of system, user, assistant, tool", role);
        }
        if (!content.isTextual()) {
            throw wrong(place + ".content", "a string", content);
        }
        return new Message(role.asText(), content.asText());
    }

    private static IllegalArgumentException wrong(String place, String wanted, JsonNode was) {
        String shown = was.isMissingNode() ? "missing" : was.toString();
        String brief = shown.length() > 80 ? shown.substring(0, 80) + "…" : shown;
        return new IllegalArgumentException("\"" + place + "\" must be " + wanted + ", was " + brief);
    }
}
