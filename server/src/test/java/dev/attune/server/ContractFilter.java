package dev.attune.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.builder.ResponseBuilder;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Holds every reply that REST Assured gets against {@code openapi.yaml}: status, content type, headers, body, each event of
 * a stream. What is not documented is an error. {@link ContractExtension} puts it into every test.
 */
final class ContractFilter implements Filter {
    /** The files of pages are no part of the contract. */
    private static final Set<String> PAGE_FILES =
            Set.of("text/html", "text/css", "text/javascript", "image/svg+xml", "image/png", "font/woff2");

    private final ReplyContract contract = new ReplyContract();

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification expected, FilterContext context) {
        Response response = context.next(request, expected);
        byte[] body = response.asByteArray();
        String path = URI.create(request.getURI()).getRawPath();
        try {
            check(request.getMethod(), path, response, body);
        } catch (AssertionError broken) {
            throw new AssertionError(
                    request.getMethod() + " " + path + " " + response.statusCode() + ": " + broken.getMessage(),
                    broken);
        }
        return new ResponseBuilder().clone(response).setBody(body).build();
    }

    private void check(String method, String path, Response response, byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        String type = mediaType(response.contentType());
        Optional<String> template = contract.templateOf(path);
        if (method.equals("OPTIONS")) {
            return; // A browser's question to HTTP, not to the contract.
        }
        if (template.isEmpty()) {
            checkStranger(path, type, response.statusCode(), text);
        } else if (!contract.takes(template.get(), method)) {
            require(response.statusCode() == 405, "must be 405, for the contract has no such method here");
            require(response.header("Allow") != null, "says no Allow");
            contract.checkError(text);
        } else {
            JsonNode documented = contract.response(template.get(), method, response.statusCode());
            require(documented.isObject(), "the status is not documented");
            contract.checkHeaders(documented, response::header);
            checkContent(documented.path("content"), type, text);
        }
    }

    private void checkStranger(String path, String type, int status, String text) {
        boolean file = status == 200 && PAGE_FILES.contains(type) || status == 304 && text.isEmpty();
        if (!file || path.startsWith("/v1/")) {
            require(status == 404 || status == 405, "the route is not documented");
            require(type.equals("application/json"), "must be application/json, was " + type);
            contract.checkError(text);
        }
    }

    private void checkContent(JsonNode content, String type, String text) {
        if (content.isEmpty()) {
            require(text.isEmpty(), "has a body, and none is documented");
            return;
        }
        JsonNode media = content.path(type);
        require(media.isObject(), "the content type is not documented: " + type);
        switch (type) {
            case "application/json" -> contract.checkBody(media.path("schema"), text);
            case "text/event-stream" -> checkEvents(media.path("schema"), text);
            default -> require(!text.isEmpty(), "has no body");
        }
    }

    /** Every chunk fits the schema, or is an error event; then, once, {@code [DONE]}. */
    private void checkEvents(JsonNode schema, String stream) {
        String end = "data: [DONE]\n\n";
        require(stream.endsWith(end), "the stream does not end with [DONE]");
        for (String event : stream.substring(0, stream.length() - end.length()).split("\n\n")) {
            if (event.startsWith("event: error\ndata: ")) {
                contract.checkError(event.substring("event: error\ndata: ".length()));
            } else if (event.startsWith("data: ")) {
                contract.checkBody(schema, event.substring("data: ".length()));
            } else {
                require(event.isEmpty() || event.startsWith(": "), "not an event: " + event);
            }
        }
    }

    private static String mediaType(String contentType) {
        return contentType == null ? "" : contentType.split(";", -1)[0].strip().toLowerCase(Locale.ROOT);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
