using Microsoft.Extensions.Logging;

namespace Cart.Embedded;

internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Error,
        "The embedded cart server stopped, because a write to {Directory} failed: {Fault} Carts answer 503 until there is room; then the server starts again by itself.")]
    public static partial void ServerStopped(this ILogger logger, string directory, string fault);

    [LoggerMessage(5002, LogLevel.Information, "The embedded cart server runs again on {Directory}.")]
    public static partial void ServerRunsAgain(this ILogger logger, string directory);

    [LoggerMessage(5003, LogLevel.Error, "The embedded cart server could not start again on {Directory}: {Fault} It is tried again every second.")]
    public static partial void ServerNotStarted(this ILogger logger, string directory, string fault);

    [LoggerMessage(5004, LogLevel.Warning,
        "Carts are damaged ({Damage}). Cart:Checks:Override accepts the loss: the files were moved to {Aside}, and the shop starts without carts.")]
    public static partial void DamageAccepted(this ILogger logger, string damage, string aside);
}

/// <summary>Forwards warnings and errors of the embedded server, below the category <c>Cart.Embedded.Garnet</c>.</summary>
internal sealed class GarnetLoggers(ILoggerFactory loggers) : ILoggerFactory
{
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public ILogger CreateLogger(string categoryName) => new Warnings(loggers.CreateLogger($"Cart.Embedded.Garnet.{categoryName}"));

    public void Dispose()
    {
        // The host's loggers outlive the server, so they are not disposed here.
    }

    private sealed class Warnings(ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning && logger.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                logger.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
