using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Cart.Cli;

/// <summary>Writes a log entry as one line: what happened and why, without a stack trace.</summary>
internal sealed class OneLineFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "cart-one-line";

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var cause = logEntry.Exception is { } exception ? " " + exception.Message : "";
        textWriter.WriteLine($"{(logEntry.LogLevel is LogLevel.Warning ? "warning" : "error")}: {message}{cause}".ReplaceLineEndings(" "));
    }
}
