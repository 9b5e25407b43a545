package dev.attune.server.http;

import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Path;
import java.util.stream.Collectors;

/** What the {@code Allow} header of a 405 says. */
final class AllowedMethods {
    private final OpenAPIContract contract;

    AllowedMethods(OpenAPIContract contract) {
        this.contract = contract;
    }

    String of(String path) {
        Path known = contract.findPath(path);
        if (known == null) {
            return "GET"; // A file of the page.
        }
        return known.getOperations().stream()
                .map(operation -> operation.getHttpMethod().name())
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
