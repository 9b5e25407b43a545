package dev.attune.serving.text.jinja;

import java.util.List;

/** Statements one after the other. The innermost of them is what a failure is blamed on. */
record Body(List<Statement> statements) {
    static final Body EMPTY = new Body(List.of());

    Statement.Flow render(Scope scope, Output out) {
        for (Statement statement : statements) {
            try {
                scope.render().step();
                Statement.Flow flow = statement.render(scope, out);
                if (flow != Statement.Flow.NEXT) {
                    return flow;
                }
            } catch (Failure failure) {
                throw failure.at(statement.line(), statement.construct());
            }
        }
        return Statement.Flow.NEXT;
    }
}
