package dev.attune.server.http;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.validation.ValidatorErrorType;
import io.vertx.openapi.validation.ValidatorException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns what the validation of the contract found into a sentence and the path of the field. */
final class Validation {
    private static final Pattern REQUIRED = Pattern.compile("required property \"(.*)\"");
    private static final Pattern TYPE = Pattern.compile("Instance type (\\w+) is invalid\\. Expected (.*)");
    private static final Pattern PARAMETER =
            Pattern.compile("(?s).*(?:value of|the required) (?:query|path|header) parameter (\\S+)(.*)");
    private static final Pattern RANGE = Pattern.compile(" is (?:less|greater) than ");
    private static final Pattern INDEX = Pattern.compile("[0-9]{1,9}");

    private Validation() {}

    static ApiException refusal(Throwable failure) {
        Matcher parameter = PARAMETER.matcher(String.valueOf(failure.getMessage()));
        if (parameter.matches()) {
            return parameter(parameter.group(1), parameter.group(2));
        }
        if (failure instanceof DecodeException
                || (failure instanceof ValidatorException other && other.type() == ValidatorErrorType.ILLEGAL_VALUE)) {
            return ApiException.badRequest("The body is not valid JSON.", null, "invalid_json");
        }
        if (failure instanceof ValidatorException other
                && other.type() == ValidatorErrorType.MISSING_REQUIRED_PARAMETER) {
            return ApiException.badRequest("The request needs a JSON body.", null);
        }
        return ApiException.badRequest(String.valueOf(failure.getMessage()), null);
    }

    private static ApiException parameter(String name, String found) {
        String words = found.isEmpty()
                ? "is required"
                : found.replaceFirst("^ is invalid\\. Reason: ", "").strip();
        return ApiException.badRequest(name + ": " + words, name);
    }

    /**
     * Of a body that is JSON and not what the contract wants. The validator reports from the outside in; the innermost
     * place, and there the last word, says what is wrong. Where there is a choice of types, a value beyond its range says
     * more than one that another choice would not take.
     *
     * @param body as it was validated, whose arrays are what an index is known by
     */
    static ApiException refusal(OutputUnit found, Object body) {
        List<OutputUnit> errors = found.getErrors();
        if (errors == null || errors.isEmpty()) {
            return ApiException.badRequest("The body does not fit the contract.", null);
        }
        String place = "";
        OutputUnit best = errors.get(0);
        for (OutputUnit error : errors) {
            String candidate = placeOf(error, body);
            boolean deeper = depth(candidate) > depth(place);
            boolean clearer = depth(candidate) == depth(place) && isRange(error) && !isRange(best);
            if (deeper || clearer || candidate.equals(place)) {
                place = candidate;
                best = error;
            }
        }
        String words = words(best, errors);
        return ApiException.badRequest(
                place.isEmpty() ? "The body: " + words : place + ": " + words, emptyAsNull(place));
    }

    private static boolean isRange(OutputUnit error) {
        return RANGE.matcher(error.getError()).find();
    }

    private static String words(OutputUnit best, List<OutputUnit> errors) {
        if (REQUIRED.matcher(best.getError()).find()) {
            return "is required";
        }
        Matcher type = TYPE.matcher(best.getError());
        if (!type.matches()) {
            return best.getError();
        }
        String wanted = errors.stream()
                .filter(error -> error.getInstanceLocation().equals(best.getInstanceLocation()))
                .map(error -> TYPE.matcher(error.getError()))
                .filter(Matcher::matches)
                .map(match -> match.group(2))
                .distinct()
                .collect(Collectors.joining(" or "));
        return "must be " + wanted + ", was " + type.group(1);
    }

    /** The path of a field in the way of OpenAI: {@code #/messages/0/role} is {@code messages[0].role}. */
    private static String placeOf(OutputUnit error, Object body) {
        StringBuilder place = new StringBuilder();
        Object at = body;
        for (String step : error.getInstanceLocation().replaceFirst("^#/?", "").split("/", -1)) {
            String name = step.replace("~1", "/").replace("~0", "~");
            if (at instanceof JsonArray array && INDEX.matcher(name).matches()) {
                place.append('[').append(name).append(']');
                at = element(array, name);
            } else {
                append(place, name);
                at = at instanceof JsonObject object ? object.getValue(name) : null;
            }
        }
        Matcher required = REQUIRED.matcher(error.getError());
        if (required.find()) {
            append(place, required.group(1));
        }
        return place.toString();
    }

    private static @Nullable Object element(JsonArray array, String index) {
        int i = Integer.parseInt(index);
        return i < array.size() ? array.getValue(i) : null;
    }

    private static void append(StringBuilder place, String name) {
        place.append(place.length() == 0 || name.isEmpty() ? "" : ".").append(name);
    }

    private static int depth(String place) {
        return place.isEmpty() ? 0 : place.split("[.\\[]", -1).length;
    }

    private static @Nullable String emptyAsNull(String place) {
        return place.isEmpty() ? null : place;
    }
}
